package dev.ratelimit.internal.expression;

import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Operator;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * The names in an expression. SpEL finds unknown ones when it is too late, or (variables)
 * never; here they are found at start-up.
 */
final class ExpressionNames {

	private final String where;

	private final String text;

	private final Set<String> properties = new TreeSet<>();

	private final Set<String> methods = new HashSet<>();

	private final Set<String> variables = new TreeSet<>();

	private final Set<String> mentioned = new HashSet<>();

	private ExpressionNames(String where, String text, @Nullable Class<?> rootType, Set<String> variables) {
		this.where = where;
		this.text = text;
		variables.forEach((variable) -> this.variables.add("#" + variable));
		if (rootType != null) {
			for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(rootType)) {
				if (property.getReadMethod() != null && !property.getName().equals("class")) {
					this.properties.add(property.getName());
				}
			}
			for (Method method : rootType.getMethods()) {
				this.methods.add(method.getName());
			}
		}
	}

	/**
	 * Checks the names.
	 * @return the root properties that are mentioned
	 * @throws InvalidConfigurationException if a name is unknown, or something assigned
	 */
	static Set<String> check(String where, String text, SpelNode expression, @Nullable Class<?> rootType,
			Set<String> variables) {
		ExpressionNames names = new ExpressionNames(where, text, rootType, variables);
		names.visit(expression, true);
		return Set.copyOf(names.mentioned);
	}

	/** Whether an expression names nothing, so that its value is always the same. */
	static boolean isConstant(SpelNode node) {
		if (!(node instanceof Literal || node instanceof Operator)) {
			return false;
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			if (!isConstant(node.getChild(i))) {
				return false;
			}
		}
		return true;
	}

	static String variable(SpelNode reference) {
		return reference.toStringAST().substring(1);
	}

	static boolean isRootOrThis(SpelNode node) {
		return node instanceof VariableReference && Set.of("root", "this").contains(variable(node));
	}

	/**
	 * Visits a node and its children.
	 * @param onRoot whether a name without # is the root's: not so for the elements that
	 * a projection or selection looks at, nor after a dot
	 */
	private void visit(SpelNode node, boolean onRoot) {
		if (node instanceof Assign || node instanceof OpInc || node instanceof OpDec) {
			throw invalid("assigns a value", "Expressions can only read");
		}
		if (node instanceof FunctionReference) {
			String name = node.toStringAST().substring(0, node.toStringAST().indexOf('('));
			throw invalid("has an unknown function '" + name + "'",
					"There are none, but @bean.method(...) and T(Type).method(...) can be called");
		}
		if (node instanceof VariableReference && !isRootOrThis(node)) {
			known("variable", node.toStringAST(), this.variables);
		}
		if (onRoot && node instanceof PropertyOrFieldReference property) {
			known("name", property.getName(), this.properties);
			this.mentioned.add(property.getName());
		}
		if (onRoot && node instanceof MethodReference method) {
			known("method", method.getName(), this.methods);
			this.mentioned.add(Introspector.decapitalize(method.getName().replaceFirst("^(get|is)", "")));
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			SpelNode child = node.getChild(i);
			if (node instanceof CompoundExpression && i > 0) {
				boolean afterRoot = i == 1 && isRoot(node.getChild(0), onRoot);
				visitStep(child, onRoot, afterRoot);
			}
			else if (!isMapKey(node, i)) {
				visit(child, onRoot);
			}
		}
	}

	private static boolean isRoot(SpelNode node, boolean onRoot) {
		return isRootOrThis(node) && (onRoot || variable(node).equals("root"));
	}

	/** What stands after a dot belongs to what stands before it, its arguments do not. */
	private void visitStep(SpelNode step, boolean onRoot, boolean afterRoot) {
		if (afterRoot) {
			visit(step, true);
			return;
		}
		if (step instanceof MethodReference || step instanceof Indexer) {
			for (int i = 0; i < step.getChildCount(); i++) {
				if (!isMapKey(step, i)) {
					visit(step.getChild(i), onRoot);
				}
			}
		}
		else {
			visit(step, false);
		}
	}

	/** Whether a bare name is a key: {@code {name: 1}} and {@code map[name]}. */
	private static boolean isMapKey(SpelNode node, int child) {
		return node.getChild(child) instanceof PropertyOrFieldReference
				&& ((node instanceof InlineMap && child % 2 == 0) || node instanceof Indexer);
	}

	private void known(String kind, String name, Set<String> known) {
		if (!known.contains(name)) {
			Set<String> all = new TreeSet<>(this.properties);
			all.addAll(this.variables);
			throw invalid("has an unknown " + kind + " '" + name + "'" + NearestName.hint(name, all), remedy(all));
		}
	}

	private String remedy(Collection<String> known) {
		String names = known.isEmpty() ? "There are no names here" : "Known names: " + String.join(", ", known);
		return this.properties.isEmpty() ? names + " (names of the request: only in a web application)" : names;
	}

	private InvalidConfigurationException invalid(String problem, String remedy) {
		return new InvalidConfigurationException(this.where, "the expression '" + this.text + "' " + problem, remedy);
	}

}

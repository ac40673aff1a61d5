package dev.ratelimit.internal.expression;

import java.beans.Introspector;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.address.AddressBlocks;
import dev.ratelimit.internal.text.NearestName;

import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * The names in an expression. SpEL finds unknown ones when it is too late, or (variables)
 * never; here they are found at start-up.
 */
final class ExpressionNames {

	private static final ResolvableType UNKNOWN = ResolvableType.NONE;

	private static final Pattern HEADER = Pattern.compile("[A-Z][A-Za-z0-9]*|[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+");

	private final WrittenExpression written;

	private final ExpressionScope scope;

	private final MemberNames members;

	private final Set<String> mentioned = new HashSet<>();

	private ExpressionNames(WrittenExpression written, ExpressionScope scope) {
		this.written = written;
		this.scope = scope;
		this.members = new MemberNames(written, scope);
	}

	/**
	 * Checks the names.
	 * @return the root properties that are mentioned
	 * @throws InvalidConfigurationException if a name is unknown, or something assigned
	 */
	static Set<String> check(String where, String text, SpelNode expression, ExpressionScope scope) {
		ExpressionNames names = new ExpressionNames(new WrittenExpression(where, text), scope);
		names.visit(expression, scope.root());
		return Set.copyOf(names.mentioned);
	}

	/**
	 * Visits a node and its children.
	 * @param context the type of what a name without # belongs to: the root, or the
	 * element that a projection or selection looks at
	 * @return the type of the node's value
	 */
	private ResolvableType visit(SpelNode node, ResolvableType context) {
		if (node instanceof Assign || node instanceof OpInc || node instanceof OpDec) {
			throw this.written.mistake("assigns a value", "Expressions can only read" + ((node instanceof Assign)
					? "; to compare, write " + node.getChild(0).toStringAST() + " == " + node.getChild(1).toStringAST()
					: ""));
		}
		if (node instanceof FunctionReference) {
			String name = node.toStringAST().substring(0, node.toStringAST().indexOf('('));
			throw this.written.mistake("has an unknown function '" + name + "'",
					"Write functions without #; @bean.method(...) and T(Type).method(...) can be called too");
		}
		if (node instanceof VariableReference) {
			return variableType(node, context);
		}
		if (node instanceof BeanReference) {
			return beanType(node.toStringAST().replace("'", ""));
		}
		if (node instanceof TypeReference) {
			return ResolvableType.forClassWithGenerics(Class.class, type(node.getChild(0).toStringAST()));
		}
		if (node instanceof ConstructorReference) {
			type(node.getChild(0).toStringAST());
			return visitChildren(node, context);
		}
		if (node instanceof CompoundExpression) {
			ResolvableType type = visit(node.getChild(0), context);
			for (int i = 1; i < node.getChildCount(); i++) {
				type = step(node.getChild(i), type, context);
			}
			return type;
		}
		if (node instanceof PropertyOrFieldReference || node instanceof MethodReference || node instanceof Indexer
				|| node instanceof Projection || node instanceof Selection) {
			return step(node, context, context);
		}
		return visitChildren(node, context);
	}

	private ResolvableType visitChildren(SpelNode node, ResolvableType context) {
		for (int i = 0; i < node.getChildCount(); i++) {
			boolean mapKey = node instanceof InlineMap && i % 2 == 0
					&& node.getChild(i) instanceof PropertyOrFieldReference;
			if (!mapKey) {
				visit(node.getChild(i), context);
			}
		}
		return (node instanceof StringLiteral) ? ResolvableType.forClass(String.class) : UNKNOWN;
	}

	private ResolvableType variableType(SpelNode node, ResolvableType context) {
		String name = SpelNodes.variable(node);
		if (SpelNodes.isRootOrThis(node)) {
			return name.equals("root") ? this.scope.root() : context;
		}
		ResolvableType type = this.scope.variables().get(name);
		if (type == null) {
			throw unknown("variable", "#" + name, this.scope.names());
		}
		return type;
	}

	private ResolvableType beanType(String reference) {
		String name = reference.startsWith("@") ? reference.substring(1) : reference;
		ResolvableType type = this.scope.bean(name);
		if (type == null) {
			throw this.written.mistake("has an unknown bean '" + reference + "'",
					"Write @ and the name of a bean of the application");
		}
		return type;
	}

	private Class<?> type(String name) {
		Class<?> type = this.scope.type(name);
		if (type == null) {
			throw this.written.mistake("has an unknown type '" + name + "'",
					"Write its full name, such as T(com.example.Type) or new com.example.Type()");
		}
		return type;
	}

	/** Visits what belongs to a value of a type; its arguments belong to the context. */
	private ResolvableType step(SpelNode node, ResolvableType type, ResolvableType context) {
		if (node instanceof Projection || node instanceof Selection) {
			visit(node.getChild(0), SpelNodes.element(type));
			return UNKNOWN;
		}
		if (node instanceof Indexer) {
			// A bare name is a map's key
			if (!(node.getChild(0) instanceof PropertyOrFieldReference)) {
				visit(node.getChild(0), context);
			}
			return SpelNodes.element(type);
		}
		if (node instanceof MethodReference method) {
			visitChildren(node, context);
			return (type == this.scope.root()) ? rootMethod(method) : this.members.method(method, type);
		}
		if (node instanceof PropertyOrFieldReference property) {
			return (type == this.scope.root()) ? rootProperty(property.getName())
					: this.members.property(property, type);
		}
		return visit(node, UNKNOWN);
	}

	private ResolvableType rootProperty(String name) {
		checkPresent(name);
		ResolvableType type = this.scope.properties().get(name);
		if (type == null) {
			throw unknown("name", name, this.scope.names());
		}
		this.mentioned.add(name);
		return type;
	}

	private ResolvableType rootMethod(MethodReference method) {
		String name = method.getName();
		ResolvableType returned = this.members.method(method, this.scope.rootMembers());
		String property = Introspector.decapitalize(name.replaceFirst("^(get|is)", ""));
		checkPresent(property);
		this.mentioned.add(property);
		if (name.equals("ipIn")) {
			checkBlocks(method);
		}
		// The getter of a property says what the property says
		return (method.getChildCount() > 0) ? returned : this.scope.properties().getOrDefault(property, returned);
	}

	private void checkPresent(String property) {
		String needed = this.scope.absent().get(property);
		if (needed != null) {
			throw this.written.mistake("names '" + property + "', which is there only with " + needed,
					"Add that, or take another name: " + String.join(", ", this.scope.names()));
		}
	}

	private void checkBlocks(SpelNode ipIn) {
		for (int i = 0; i < ipIn.getChildCount(); i++) {
			if (ipIn.getChild(i) instanceof StringLiteral block) {
				AddressBlocks.check(this.written.where() + ", ipIn",
						String.valueOf(block.getLiteralValue().getValue()));
			}
		}
	}

	/** For the bare name of a header, which SpEL reads as a subtraction. */
	private String headerRemedy() {
		String text = this.written.text().strip();
		return (this.scope.properties().containsKey("header") && HEADER.matcher(text).matches())
				? "Write header['" + text + "'] for the header of that name. " : "";
	}

	private InvalidConfigurationException unknown(String kind, String name, Set<String> known) {
		String names = known.isEmpty() ? "There are no names here"
				: headerRemedy() + "Known names: " + String.join(", ", known);
		return this.written.mistake("has an unknown " + kind + " '" + name + "'" + NearestName.hint(name, known),
				this.scope.properties().isEmpty() ? names
						+ " (names of the request: only in a web application, in WebFlux where a publisher is returned)"
						: names);
	}

}

package dev.ratelimit.internal.expression;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * Where the value of an expression comes from: SpEL, or directly if that is the same.
 */
@FunctionalInterface
interface ValueSource {

	@Nullable Object value(@Nullable Object root, Map<String, ?> variables);

	static ValueSource spel(Expression expression, EvaluationContext shared) {
		return (root, variables) -> expression.getValue(new CallContext(shared, root, variables));
	}

	/** The common keys, read without SpEL; null if the expression is none of them. */
	static @Nullable ValueSource direct(SpelNode expression) {
		if (expression instanceof VariableReference && !SpelNodes.isRootOrThis(expression)) {
			String name = SpelNodes.variable(expression);
			return (root, variables) -> variables.get(name);
		}
		if (expression instanceof PropertyOrFieldReference property) {
			return switch (property.getName()) {
				case "ip" -> (root, variables) -> (root instanceof CallRoot call) ? call.getIp() : null;
				case "principal" -> (root, variables) -> (root instanceof CallRoot call) ? call.getPrincipal() : null;
				default -> null;
			};
		}
		String header = header(expression);
		if (header != null) {
			return (root, variables) -> (root instanceof CallRoot call) ? call.getHeader().get(header) : null;
		}
		return null;
	}

	private static @Nullable String header(SpelNode expression) {
		if (expression instanceof CompoundExpression && expression.getChildCount() == 2
				&& expression.getChild(0) instanceof PropertyOrFieldReference property
				&& property.getName().equals("header") && expression.getChild(1) instanceof Indexer indexer
				&& indexer.getChild(0) instanceof StringLiteral name) {
			return (String) name.getLiteralValue().getValue();
		}
		return null;
	}

	/**
	 * A value that is the same for all calls.
	 *
	 * @param value the value
	 */
	record Constant(@Nullable Object value) implements ValueSource {

		@Override
		public @Nullable Object value(@Nullable Object root, Map<String, ?> variables) {
			return this.value;
		}

	}

}

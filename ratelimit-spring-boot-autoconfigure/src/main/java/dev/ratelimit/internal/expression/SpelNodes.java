package dev.ratelimit.internal.expression;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.Operator;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * Questions about the nodes of parsed expressions.
 */
final class SpelNodes {

	private SpelNodes() {
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

	/** The type of what an index or a projection gets at. */
	static ResolvableType element(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		if (raw.isArray()) {
			return type.getComponentType();
		}
		if (Map.class.isAssignableFrom(raw)) {
			return type.asMap().getGeneric(1);
		}
		return Collection.class.isAssignableFrom(raw) ? type.asCollection().getGeneric() : ResolvableType.NONE;
	}

}

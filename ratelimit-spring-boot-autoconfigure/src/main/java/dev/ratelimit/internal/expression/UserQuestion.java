package dev.ratelimit.internal.expression;

import java.beans.Introspector;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.TypeReference;

/**
 * Tells whether an expression asks who the user is, which nobody knows before
 * authentication. What a bean asks is not seen.
 */
final class UserQuestion {

	/** Of the root, a request, Spring Security's context, and beans named so. */
	private static final Set<String> NAMES = Set.of("principal", "authentication", "claim", "userPrincipal",
			"remoteUser", "authType", "userInRole");

	private static final String CONTEXT = "SecurityContext";

	private UserQuestion() {
	}

	static boolean isIn(SpelNode node) {
		String name = name(node);
		if (name != null && (NAMES.contains(name) || name.contains(CONTEXT))) {
			return true;
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			if (isIn(node.getChild(i))) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String name(SpelNode node) {
		if (node instanceof PropertyOrFieldReference property) {
			return property.getName();
		}
		if (node instanceof MethodReference method) {
			return Introspector.decapitalize(method.getName().replaceFirst("^(get|is)", ""));
		}
		// An attribute of the session, and a property by index: request['userPrincipal']
		if (node instanceof StringLiteral literal) {
			String text = String.valueOf(literal.getLiteralValue().getValue());
			return text.equals("SPRING_SECURITY_CONTEXT") ? CONTEXT : text;
		}
		return (node instanceof TypeReference) ? node.toStringAST() : null;
	}

}

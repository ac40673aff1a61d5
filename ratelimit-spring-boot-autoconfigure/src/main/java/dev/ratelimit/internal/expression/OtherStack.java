package dev.ratelimit.internal.expression;

import java.beans.Introspector;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;

/**
 * What to write for members of requests, responses and users that are there only on the
 * other stack, servlet or reactive, or under another name.
 */
final class OtherStack {

	/** Properties of the root whose types say all that they have. */
	static final Set<String> CLOSED = Set.of("request", "response");

	/** By property of the root and member, without get; {@code %s} is the argument. */
	private static final Map<String, String> INSTEAD = Map.ofEntries(
			Map.entry("request.parameter", "request.queryParams.getFirst(%s), which reads the query only"),
			Map.entry("request.parameterValues", "request.queryParams[%s], which reads the query only"),
			Map.entry("request.parameterMap", "request.queryParams, which reads the query only"),
			Map.entry("request.parameterNames", "request.queryParams.keySet(), which reads the query only"),
			Map.entry("request.queryParams", "request.getParameter('name')"), Map.entry("request.header", "header[%s]"),
			Map.entry("request.headers", "header['Name']"), Map.entry("request.attribute", "request.attributes[%s]"),
			Map.entry("request.attributes", "request.getAttribute('name')"),
			Map.entry("request.contentType", "header['Content-Type']"), Map.entry("request.URI", "request.requestURI"),
			Map.entry("request.requestURI", "path"), Map.entry("request.servletPath", "path"),
			Map.entry("request.path", "path"), Map.entry("request.pathInfo", "path"),
			Map.entry("request.queryString", "request.URI.rawQuery"), Map.entry("request.remoteAddr", "ip"),
			Map.entry("request.remoteHost", "ip"), Map.entry("request.remoteAddress", "ip"),
			Map.entry("request.remoteUser", "principal"), Map.entry("request.userPrincipal", "principal"),
			Map.entry("response.header", "response.headers.getFirst(%s)"),
			Map.entry("response.headers", "response.getHeader('Name')"), Map.entry("response.status", "status"),
			Map.entry("response.statusCode", "status"));

	private OtherStack() {
	}

	/**
	 * Finds what to write for a missing member.
	 * @param owner the property of the root that lacks it
	 * @param member the property or method
	 * @param names the properties of the root
	 * @return a remedy; null if none is known
	 */
	static @Nullable String remedy(String owner, SpelNode member, Set<String> names) {
		if (owner.equals("principal")) {
			return "Write principal alone: it is the user's name, a text"
					+ (names.contains("authentication") ? "; authentication has what else is known of the user" : "");
		}
		String instead = INSTEAD.get(owner + "." + name(member));
		return (instead != null) ? "Write " + instead.formatted(argument(member)) : null;
	}

	private static String name(SpelNode member) {
		return (member instanceof PropertyOrFieldReference property) ? property.getName()
				: (member instanceof MethodReference method)
						? Introspector.decapitalize(method.getName().replaceFirst("^get(?=[A-Z])", "")) : "";
	}

	private static String argument(SpelNode member) {
		return (member.getChildCount() > 0 && member.getChild(0) instanceof StringLiteral literal)
				? literal.toStringAST() : "'name'";
	}

}

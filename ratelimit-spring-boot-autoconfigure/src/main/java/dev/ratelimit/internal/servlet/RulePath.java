package dev.ratelimit.internal.servlet;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;

/**
 * A request's path as rules are matched with it.
 *
 * @param uri the whole path
 * @param context the context path that it begins with
 * @param within what MVC matches
 * @param outer the path from the context on, where a servlet is mapped to a prefix: MVC
 * leaves the prefix out, a rule for another servlet cannot but name it; null elsewhere
 */
record RulePath(String uri, String context, PathContainer within, @Nullable PathContainer outer) {

	static RulePath of(RequestPath parsed, String context) {
		PathContainer within = parsed.pathWithinApplication();
		int left = parsed.value().length() - within.value().length();
		boolean prefixed = left > context.length();
		return new RulePath(parsed.value(), context, within,
				prefixed ? PathContainer.parsePath(parsed.value().substring(context.length())) : null);
	}

}

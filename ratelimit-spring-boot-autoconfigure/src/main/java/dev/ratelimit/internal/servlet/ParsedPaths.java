package dev.ratelimit.internal.servlet;

import java.util.Objects;

import dev.ratelimit.internal.http.KnownPaths;
import dev.ratelimit.internal.http.RulePath;
import dev.ratelimit.internal.http.RulePath.Target;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the paths of requests and remembers some of the last. Safe for use by many
 * threads.
 */
final class ParsedPaths {

	private final KnownPaths known = new KnownPaths();

	RulePath of(HttpServletRequest request) {
		RulePath path = this.known.candidate(request.getRequestURI());
		if (path != null && isOf(path.target(), request)) {
			return path;
		}
		Target target = new Target(request.getRequestURI(), contextPath(request), servletPath(request),
				pathInfo(request));
		return this.known.remember(PathReader.read(target, request));
	}

	private static boolean isOf(Target target, HttpServletRequest request) {
		return target.uri().equals(request.getRequestURI()) && target.context().equals(contextPath(request))
				&& Objects.equals(target.servlet(), servletPath(request))
				&& Objects.equals(target.info(), pathInfo(request));
	}

	private static String contextPath(HttpServletRequest request) {
		try {
			return request.getContextPath();
		}
		catch (IllegalStateException ex) {
			// Thrown by Tomcat for a path in which it does not find the context path
			return request.getServletContext().getContextPath();
		}
	}

	private static @Nullable String servletPath(HttpServletRequest request) {
		try {
			return request.getServletPath();
		}
		catch (IllegalArgumentException ex) {
			// Thrown by Jetty for a path that it finds ambiguous
			return null;
		}
	}

	private static @Nullable String pathInfo(HttpServletRequest request) {
		try {
			return request.getPathInfo();
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}

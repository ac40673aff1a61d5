package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * A request's path as rules are matched with it. Whoever serves the request may read it
 * in another way than the next: MVC as it was sent, servlets and static files as the
 * server has mapped it, decoded and without dot segments. All of these readings count.
 *
 * @param target what the path was read from
 * @param readings the different readings, at least one, the most literal first and the
 * one without dot segments, empty segments and trailing slash last
 */
record RulePath(Target target, List<Reading> readings) {

	RulePath {
		if (readings.isEmpty()) {
			throw new IllegalArgumentException("A path without a reading");
		}
	}

	/** The path in which one resource has one name. */
	PathContainer canonical() {
		return this.readings.get(this.readings.size() - 1).within();
	}

	/** The only reading, by its only name; null if there are several. */
	@Nullable PathContainer plain() {
		Reading first = this.readings.get(0);
		return (this.readings.size() == 1 && first.outer() == null) ? first.within() : null;
	}

	/**
	 * What a server says of a request's path.
	 *
	 * @param uri the whole path as it was sent
	 * @param context the context path that it begins with
	 * @param servlet the part that led to the servlet, decoded; null if the server does
	 * not say
	 * @param info what follows, decoded; null if nothing does
	 */
	record Target(String uri, String context, @Nullable String servlet, @Nullable String info) {

		static Target of(HttpServletRequest request) {
			return new Target(request.getRequestURI(), request.getContextPath(), servletPath(request),
					pathInfo(request));
		}

		boolean isOf(HttpServletRequest request) {
			return this.uri.equals(request.getRequestURI()) && this.context.equals(request.getContextPath())
					&& Objects.equals(this.servlet, servletPath(request))
					&& Objects.equals(this.info, pathInfo(request));
		}

		private static @Nullable String servletPath(HttpServletRequest request) {
			try {
				return request.getServletPath();
			}
			catch (IllegalArgumentException ex) {
				// Said by Jetty of a path that it finds ambiguous
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

	/**
	 * One reading of the path.
	 *
	 * @param within what MVC would match
	 * @param outer the path from the context on, where a servlet is mapped to a prefix:
	 * MVC leaves the prefix out, a rule for another servlet cannot but name it; null
	 * elsewhere
	 */
	record Reading(PathContainer within, @Nullable PathContainer outer) {

	}

}

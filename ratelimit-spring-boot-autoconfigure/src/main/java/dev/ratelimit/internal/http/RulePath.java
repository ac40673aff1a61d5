package dev.ratelimit.internal.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;

/**
 * A request's path as rules are matched with it. Whoever serves the request may read it
 * in another way than the next: Spring's handlers as it was sent, servlets and static
 * files as the server has mapped it, decoded and without dot segments. All of these
 * readings count.
 *
 * @param target what the path was read from
 * @param readings the different readings, at least one, those that more servers share
 * first
 * @param canonical the path in which one resource has one name: without dot segments,
 * empty segments and trailing slash
 */
public record RulePath(Target target, List<Reading> readings, PathContainer canonical) {

	public RulePath {
		if (readings.isEmpty()) {
			throw new IllegalArgumentException("A path without a reading");
		}
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
	public record Target(String uri, String context, @Nullable String servlet, @Nullable String info) {

	}

	/**
	 * One reading of the path.
	 *
	 * @param within what Spring would match
	 * @param outer the path from the context on, where a servlet is mapped to a prefix:
	 * Spring MVC leaves the prefix out, a rule for another servlet cannot but name it;
	 * null elsewhere
	 */
	public record Reading(PathContainer within, @Nullable PathContainer outer) {

	}

}

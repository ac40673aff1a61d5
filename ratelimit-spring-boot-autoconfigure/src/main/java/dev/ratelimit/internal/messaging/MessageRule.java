package dev.ratelimit.internal.messaging;

import java.util.List;

import dev.ratelimit.internal.call.Check;

import org.springframework.util.PathMatcher;

/**
 * A rule that is ready to be applied. Immutable.
 *
 * @param check what it applies to a message
 * @param destinations patterns of destinations
 * @param exclude patterns of destinations to which it does not apply
 */
record MessageRule(Check check, List<String> destinations, List<String> exclude) {

	boolean matches(String destination, PathMatcher matcher) {
		return anyMatches(this.destinations, destination, matcher) && !anyMatches(this.exclude, destination, matcher);
	}

	private static boolean anyMatches(List<String> patterns, String destination, PathMatcher matcher) {
		for (String pattern : patterns) {
			if (matcher.match(pattern, destination)) {
				return true;
			}
		}
		return false;
	}

}

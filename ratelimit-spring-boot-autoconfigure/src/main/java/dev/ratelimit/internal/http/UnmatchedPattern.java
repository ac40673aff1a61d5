package dev.ratelimit.internal.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Tells patterns that match no request: those with what a path no longer has once it has
 * been read, and those of which nothing is left by an exclusion.
 */
final class UnmatchedPattern {

	/** A variable's own pattern may hold anything. */
	private static final Pattern VARIABLE = Pattern.compile("\\{[^{}]*}");

	private static final Map<Pattern, String> PROBLEMS = new LinkedHashMap<>();

	static {
		PROBLEMS.put(Pattern.compile("://"), "an address instead of a path");
		PROBLEMS.put(Pattern.compile("(^|/)\\s|\\s(/|$)"), "white space at the end of a segment");
		PROBLEMS.put(Pattern.compile("\\?.*="), "a query, which is no part of the path");
		PROBLEMS.put(Pattern.compile(";"), "parameters of a segment, which are left out before it is matched");
		PROBLEMS.put(Pattern.compile("%[0-9a-fA-F]{2}"), "encoded characters, which are decoded before it is matched");
		PROBLEMS.put(Pattern.compile("//|/\\.{1,2}(/|$)"),
				"an empty, '.' or '..' segment, which no path that is matched has");
	}

	private UnmatchedPattern() {
	}

	/** What no request has; null if there is nothing of that kind. */
	static @Nullable String problem(PathPattern path) {
		String text = withoutVariables(path.getPatternString());
		return PROBLEMS.entrySet()
			.stream()
			.filter((problem) -> problem.getKey().matcher(text).find())
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/** A pattern whose variables are plain text, whatever they hold. */
	static String withoutVariables(String pattern) {
		return VARIABLE.matcher(pattern).replaceAll("x");
	}

	/** Whether an exclusion plainly holds for all that a path matches. */
	static boolean isCovered(PathPattern path, PathPattern exclude) {
		String text = path.getPatternString();
		String excluded = exclude.getPatternString();
		return text.equals(excluded)
				|| (excluded.endsWith("/**") && (text + "/").startsWith(excluded.substring(0, excluded.length() - 2)))
				|| (!new AntPathMatcher().isPattern(text) && exclude.matches(PathContainer.parsePath(text)));
	}

}

package dev.ratelimit.internal.http;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A rule and where it is written.
 *
 * @param name its name; empty for one of a list
 * @param where the property that it stands in, such as {@code ratelimit.web.rules[0]}
 * @param rule the rule
 */
public record NamedRule(String name, String where, RuleDefinition rule) {

	/** Where rules are written. */
	public static final String PROPERTY = "ratelimit.web.rules";

	/**
	 * Rules without names.
	 * @param rules the rules, in order
	 * @return in the same order
	 */
	public static List<NamedRule> list(List<RuleDefinition> rules) {
		return IntStream.range(0, rules.size())
			.mapToObj((i) -> new NamedRule("", "%s[%d]".formatted(PROPERTY, i), rules.get(i)))
			.toList();
	}

}

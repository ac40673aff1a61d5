package dev.ratelimit.internal.servlet;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.RuleDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The compiled expressions of one rule.
 *
 * @param key whose quota is spent
 * @param permits what a call costs
 * @param condition whether the rule applies, null for always
 * @param refundWhen whether what was spent is given back, null for never
 */
record RuleExpressions(CallExpression key, CallExpression permits, @Nullable CallExpression condition,
		@Nullable CallExpression refundWhen) {

	private static final Pattern LITERAL_VARIABLE = Pattern.compile("pathVariable\\s*\\[\\s*(['\"])(.*?)\\1\\s*]");

	static RuleExpressions compile(String where, RuleDefinition rule, Expressions expressions) {
		return new RuleExpressions(needed(where + ".key", rule.key(), "ip", expressions),
				needed(where + ".permits", rule.permits(), "1", expressions),
				optional(where + ".condition", rule.condition(), WebCall.class, expressions),
				optional(where + ".refund-when", rule.refundWhen(), FinishedWebCall.class, expressions));
	}

	private static CallExpression needed(String where, String source, String usual, Expressions expressions) {
		if (source.isBlank()) {
			throw new InvalidConfigurationException(where, "is empty",
					"Write an expression, or leave it out for " + usual);
		}
		return expressions.compile(where, source, WebCall.class, Set.of());
	}

	private static @Nullable CallExpression optional(String where, String source, Class<?> root,
			Expressions expressions) {
		return source.isBlank() ? null : expressions.compile(where, source, root, Set.of()).asCondition();
	}

	boolean mention(String rootName) {
		return all().anyMatch((expression) -> expression.mentions(rootName));
	}

	/** The path variables that are named literally. */
	Set<String> literalPathVariables() {
		Set<String> names = new TreeSet<>();
		all().filter((expression) -> expression.mentions("pathVariable")).forEach((expression) -> {
			Matcher matcher = LITERAL_VARIABLE.matcher(expression.toString());
			while (matcher.find()) {
				names.add(matcher.group(2));
			}
		});
		return names;
	}

	private Stream<CallExpression> all() {
		return Stream.of(this.key, this.permits, this.condition, this.refundWhen).filter(Objects::nonNull);
	}

}

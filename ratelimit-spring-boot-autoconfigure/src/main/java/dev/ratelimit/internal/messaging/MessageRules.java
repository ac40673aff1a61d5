package dev.ratelimit.internal.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.call.CheckCompiler;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.Expressions;
import org.jspecify.annotations.Nullable;

import org.springframework.util.AntPathMatcher;

/**
 * The rules by destination, checked and ready. Immutable and safe for use by many
 * threads.
 *
 * @param rules the rules in order
 */
public record MessageRules(List<MessageRule> rules) {

	private static final String PROPERTY = "ratelimit.messaging.rules";

	private static final CallNames NAMES = new CallNames(MessageCall.class, Map.of(), null, Map.of());

	/** A separator that no pattern has, so that all of a segment is read. */
	private static final AntPathMatcher SEGMENTS = new AntPathMatcher("\u0000");

	/**
	 * Checks rules and makes them ready.
	 * @param definitions the rules as configured
	 * @param limiters the limits that can be named
	 * @param expressions compiles SpEL
	 * @return the rules
	 * @throws InvalidConfigurationException if something is wrong with them; it carries
	 * all mistakes
	 */
	public static MessageRules compile(List<MessageRuleDefinition> definitions, RateLimiterRegistry limiters,
			Expressions expressions) {
		CheckCompiler checks = new CheckCompiler(limiters, expressions);
		Mistakes mistakes = new Mistakes();
		List<MessageRule> rules = new ArrayList<>();
		for (int i = 0; i < definitions.size(); i++) {
			MessageRuleDefinition rule = definitions.get(i);
			String where = "%s[%d]".formatted(PROPERTY, i);
			Check check = mistakes.read(() -> checks.compile(rule.check(), NAMES, (name) -> where + "." + name));
			rule.limits()
				.forEach((limit) -> mistakes
					.check(() -> requireRate(where + ".limits", limit, limiters.limits().get(limit))));
			mistakes.check(() -> requireDestination(where + ".destinations", rule.destinations()));
			rule.destinations()
				.forEach((pattern) -> mistakes.check(() -> checkPattern(where + ".destinations", pattern)));
			rule.exclude().forEach((pattern) -> mistakes.check(() -> checkPattern(where + ".exclude", pattern)));
			if (check != null) {
				rules.add(new MessageRule(check, rule.destinations(), rule.exclude()));
			}
		}
		mistakes.throwIfAny();
		return new MessageRules(List.copyOf(rules));
	}

	/** A rule does not see when a message has been handled. */
	private static void requireRate(String where, String name, @Nullable Limit limit) {
		if (limit != null && limit.algorithm() == Algorithm.CONCURRENCY) {
			throw new InvalidConfigurationException(where,
					"the limit '%s' counts calls in flight, but no rule sees when a message has been handled"
						.formatted(name),
					"Annotate the handler with @RateLimited(\"%s\"), or name a limit with a rate".formatted(name));
		}
	}

	private static void requireDestination(String where, List<String> patterns) {
		if (patterns.isEmpty()) {
			throw new InvalidConfigurationException(where, "names no destination",
					"Write one or several patterns such as /app/chat or /topic/**, or /** for every message");
		}
	}

	private static void checkPattern(String where, String pattern) {
		try {
			for (String segment : pattern.split("/")) {
				SEGMENTS.match(segment, "any");
			}
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(where,
					"'%s' is no pattern of destinations: %s".formatted(pattern,
							Objects.requireNonNullElse(ex.getMessage(), "")),
					"Write it as in @MessageMapping, with the prefix in front, such as /app/chat.* or /topic/{room}");
		}
	}

}

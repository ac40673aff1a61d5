package dev.ratelimit.internal.call;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.InFlight;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.ResolvableType;
import org.springframework.util.StringUtils;

/**
 * Compiles what rules and annotations say about a call, at start-up, and finds the
 * mistakes in it. Safe for use by many threads.
 */
public final class CheckCompiler {

	private static final Duration LONGEST_WAIT = Duration.ofDays(36_500);

	private final RateLimiterRegistry limiters;

	private final Expressions expressions;

	/**
	 * A compiler.
	 * @param limiters the limits that can be named
	 * @param expressions compiles SpEL
	 */
	public CheckCompiler(RateLimiterRegistry limiters, Expressions expressions) {
		this.limiters = limiters;
		this.expressions = expressions;
	}

	/**
	 * Whether there is a limit of a name.
	 * @param name the name
	 * @return true if there is
	 */
	public boolean knows(String name) {
		return this.limiters.limits().containsKey(name);
	}

	/**
	 * What to write where a limit is unknown.
	 * @param name the unknown limit's name
	 * @return the known limits, or how to configure the first
	 */
	public String remedy(String name) {
		Set<String> known = this.limiters.limits().keySet();
		return known.isEmpty()
				? "No limits are configured yet. Write ratelimit.limits." + name + ".rate=100/1m, for one"
				: "Known limits: " + String.join(", ", known);
	}

	/**
	 * Compiles a check.
	 * @param written what is written
	 * @param names what its expressions can name
	 * @param where says where something stands, by its name in configuration:
	 * {@code limits}, {@code key} and so on
	 * @return the check
	 * @throws InvalidConfigurationException if something is wrong with it; it carries all
	 * mistakes
	 */
	public Check compile(CheckDefinition written, CallNames names, UnaryOperator<String> where) {
		Mistakes mistakes = new Mistakes();
		StoreLimiter limiter = mistakes.read(() -> limiter(where.apply("limits"), written.limits()));
		CallExpression key = mistakes
			.read(() -> expression(where.apply("key"), written.key(), names.root(), names.variables()));
		CallExpression computed = mistakes
			.read(() -> expression(where.apply("permits"), written.permits(), names.root(), names.variables()));
		Cost cost = mistakes
			.read(() -> cost(where.apply("permits"), computed, (limiter != null) ? written.limits() : List.of()));
		CallExpression condition = mistakes
			.read(() -> condition(where.apply("condition"), written.condition(), names.root(), names.variables()));
		Duration maxWait = mistakes.read(() -> maxWait(where.apply("max-wait"), written.maxWait()));
		CallExpression refundWhen = mistakes.read(() -> condition(where.apply("refund-when"), written.refundWhen(),
				names.outcomeRoot(), names.outcomeVariables()));
		mistakes.throwIfAny();
		boolean usualKey = names.root() != null && RequestRoot.class.isAssignableFrom(names.root())
				&& written.key().strip().equals("ip");
		return new Check(where.apply("limits").replaceFirst("\\.limits$", ""), written.limits(),
				Objects.requireNonNull(limiter), usualKey ? null : key, Objects.requireNonNull(cost), condition,
				maxWait, refundWhen, written.limits().stream().anyMatch(this::holds));
	}

	private boolean holds(String name) {
		Limit limit = this.limiters.limits().get(name);
		return limit != null && InFlight.counts(limit);
	}

	private StoreLimiter limiter(String where, List<String> names) {
		if (names.isEmpty()) {
			throw new InvalidConfigurationException(where, "names no limit", remedy("api"));
		}
		Set<String> known = this.limiters.limits().keySet();
		Set<String> seen = new HashSet<>();
		for (String name : names) {
			if (!known.contains(name)) {
				throw new InvalidConfigurationException(where,
						"unknown limit '" + name + "'" + NearestName.hint(name, known), remedy(name));
			}
			if (!seen.add(name)) {
				throw new InvalidConfigurationException(where, "the limit '" + name + "' is named twice",
						"Name each limit once; a call can cost several permits");
			}
		}
		return StoreLimiter.of(this.limiters.all(names.toArray(String[]::new)));
	}

	private @Nullable CallExpression expression(String where, String text, @Nullable Class<?> root,
			Map<String, ResolvableType> variables) {
		return StringUtils.hasText(text) ? this.expressions.compile(where, text, root, variables) : null;
	}

	private @Nullable CallExpression condition(String where, String text, @Nullable Class<?> root,
			Map<String, ResolvableType> variables) {
		CallExpression expression = expression(where, text, root, variables);
		return (expression != null) ? expression.asCondition() : null;
	}

	private Cost cost(String where, @Nullable CallExpression expression, List<String> limits) {
		if (expression == null) {
			return Cost.ONE;
		}
		OptionalLong constant = expression.constant();
		if (constant.isEmpty()) {
			return new Cost(0, expression);
		}
		long permits = constant.getAsLong();
		if (permits < 0) {
			throw new InvalidConfigurationException(where, "a call cannot cost " + permits + " permits",
					"It must cost 0 or more; 0 looks without spending");
		}
		limits.forEach((name) -> checkQuota(where, permits, name));
		return new Cost(permits, null);
	}

	private void checkQuota(String where, long permits, String name) {
		Limit limit = this.limiters.limits().get(name);
		long quota = (limit != null) ? limit.quota() : Long.MAX_VALUE;
		long least = this.limiters.overrides(name).values().stream().mapToLong(Limit::quota).min().orElse(quota);
		if (permits > Math.min(quota, least)) {
			throw new InvalidConfigurationException(where,
					"%d permits can never be granted: the limit '%s' grants at most %d at once%s".formatted(permits,
							name, Math.min(quota, least), (least < quota) ? " to some of its keys (an override)" : ""),
					"Lower the permits, or raise the capacity or rate of ratelimit.limits." + name);
		}
	}

	private static @Nullable Duration maxWait(String where, String written) {
		String text = written.strip();
		if (text.isEmpty()) {
			return null;
		}
		try {
			Duration maxWait = DurationStyle.detectAndParse(text);
			if (!maxWait.isNegative() && maxWait.compareTo(LONGEST_WAIT) <= 0) {
				return maxWait;
			}
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			// Answered below
		}
		throw new InvalidConfigurationException(where, "'" + text + "' is no time to wait",
				"Write it like 200ms, 2s or 1m, from 0 to 36500d");
	}

}

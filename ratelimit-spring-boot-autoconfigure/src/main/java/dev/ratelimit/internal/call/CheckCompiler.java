package dev.ratelimit.internal.call;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.InFlight;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.text.BareDuration;
import dev.ratelimit.internal.text.NearestName;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.ResolvableType;
import org.springframework.util.StringUtils;

/**
 * Compiles what rules and annotations say about a call, at start-up, and finds the
 * mistakes in it. Safe for use by many threads.
 */
public final class CheckCompiler {

	private static final Log logger = LogFactory.getLog(CheckCompiler.class);

	/** As that of a limit's own max-wait. */
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
		List<LimitTerms> limits = (limiter != null) ? limiter.terms() : List.of();
		LimitsChoice keyText = mistakes
			.read(() -> LimitsChoice.of(where.apply("key"), written.key(), "key", limits, LimitTerms::key));
		CallExpression key = (keyText != null)
				? mistakes.read(() -> expression(keyText.where(), keyText.text(), names.root(), names.variables()))
				: null;
		PlanChoice plan = (limiter != null) ? mistakes.read(() -> plan(written, names, where, limiter)) : null;
		CallExpression computed = mistakes
			.read(() -> expression(where.apply("permits"), written.permits(), names.root(), names.variables()));
		Cost cost = mistakes.read(() -> Cost.of(where.apply("permits"), computed, limits, plan));
		CallExpression condition = mistakes
			.read(() -> condition(where.apply("condition"), written.condition(), names.root(), names.variables()));
		Duration maxWait = mistakes.read(() -> maxWait(where.apply("max-wait"), written.maxWait()));
		CallExpression refundWhen = mistakes.read(() -> condition(where.apply("refund-when"), written.refundWhen(),
				names.outcomeRoot(), names.outcomeVariables()));
		CallExpression settle = mistakes.read(() -> settle(where.apply("settle"), written.settle(), names));
		mistakes.throwIfAny();
		boolean usualKey = names.root() != null && RequestRoot.class.isAssignableFrom(names.root()) && keyText != null
				&& keyText.text().strip().equals("ip");
		return new Check(where.apply("limits").replaceFirst("\\.limits$", ""), written.limits(),
				Objects.requireNonNull(limiter), usualKey ? null : key, Objects.requireNonNull(cost), condition,
				maxWait, refundWhen, written.limits().stream().anyMatch(this::holds), plan, settle);
	}

	private boolean holds(String name) {
		Limit limit = this.limiters.limits().get(name);
		return limit != null && InFlight.counts(limit);
	}

	private @Nullable PlanChoice plan(CheckDefinition written, CallNames names, UnaryOperator<String> where,
			StoreLimiter limiter) {
		List<LimitTerms> limits = limiter.terms();
		LimitsChoice text = LimitsChoice.of(where.apply("plan"), written.plan(), "plan", limits, LimitTerms::plan);
		if (text.text().isBlank() || limits.isEmpty()) {
			return null;
		}
		Set<String> plans = limiter.plans();
		String known = plans.isEmpty() ? "None of the limits has plans: write them under ratelimit.limits.%s.plans"
			.formatted(limits.get(0).name()) : "The plans are: " + String.join(", ", plans);
		if (plans.contains(text.text().strip())) {
			throw new InvalidConfigurationException(text.where(),
					"'%s' is the name of a plan, but no expression".formatted(text.text().strip()),
					"Write it in quotes within the expression: \"'%s'\"".formatted(text.text().strip()));
		}
		CallExpression expression = this.expressions.compile(text.where(), text.text(), names.root(),
				names.variables());
		String constant = expression.constantName().orElse(null);
		if (plans.isEmpty() || (constant != null && !plans.contains(constant))) {
			throw new InvalidConfigurationException(text.where(),
					(constant != null) ? "unknown plan '%s'%s".formatted(constant, NearestName.hint(constant, plans))
							: "'%s' names plans of limits that have none".formatted(text.text()),
					known);
		}
		return new PlanChoice(where.apply("plan"), expression);
	}

	private StoreLimiter limiter(String where, List<String> names) {
		if (names.isEmpty()) {
			throw new InvalidConfigurationException(where, "names no limit", remedy("api"));
		}
		Set<String> known = this.limiters.limits().keySet();
		Set<String> seen = new HashSet<>();
		Mistakes mistakes = new Mistakes();
		for (String name : names) {
			if (!known.contains(name)) {
				mistakes.add(new InvalidConfigurationException(where,
						"unknown limit '" + name + "'" + NearestName.hint(name, known), remedy(name)));
			}
			else if (!seen.add(name)) {
				mistakes.add(new InvalidConfigurationException(where, "the limit '" + name + "' is named twice",
						"Name each limit once; a call can cost several permits"));
			}
		}
		mistakes.throwIfAny();
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

	private @Nullable CallExpression settle(String where, String text, CallNames names) {
		CallExpression expression = expression(where, text, names.outcomeRoot(), names.outcomeVariables());
		if (expression != null && expression.constant().orElse(0) < 0) {
			throw new InvalidConfigurationException(where, "a call cannot cost " + text.strip() + " permits",
					"Write an expression of what the call has cost in the end, 0 or more");
		}
		return expression;
	}

	private static @Nullable Duration maxWait(String where, String written) {
		String text = written.strip();
		if (text.isEmpty()) {
			return null;
		}
		try {
			Duration maxWait = DurationStyle.detectAndParse(text);
			if (!maxWait.isNegative() && maxWait.compareTo(LONGEST_WAIT) <= 0) {
				if (BareDuration.is(text)) {
					logger.warn("%s: %s. %s".formatted(where, BareDuration.problem(text), BareDuration.remedy(text)));
				}
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

package dev.ratelimit.internal.changes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.LimitProperties.OverrideProperties;
import dev.ratelimit.internal.properties.PropertyNameCheck;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.properties.StandIn;
import org.jspecify.annotations.Nullable;

/**
 * The limits that the properties describe.
 *
 * @param terms the limits and what some calls have instead, in order
 */
public record ConfiguredLimits(List<LimitTerms> terms) {

	private static final String PREFIX = "ratelimit.limits";

	private static final OverrideProperties NOTHING = new OverrideProperties(null, null, null, null, null);

	/**
	 * Builds the limits.
	 * @param properties limits by name
	 * @return the limits
	 * @throws InvalidConfigurationException if a value or combination is not legal; with
	 * all mistakes
	 */
	public static ConfiguredLimits of(Map<String, LimitProperties> properties) {
		Mistakes mistakes = new Mistakes();
		ConfiguredLimits limits = of(properties, mistakes);
		mistakes.throwIfAny();
		return limits;
	}

	/**
	 * Builds the limits as far as they are legal.
	 * @param properties limits by name
	 * @param mistakes takes the values and combinations that are not
	 * @return the limits, with a {@link StandIn} for each that is not
	 */
	public static ConfiguredLimits of(Map<String, LimitProperties> properties, Mistakes mistakes) {
		List<LimitTerms> all = new ArrayList<>();
		Set<String> variables = variables(properties.keySet());
		properties.forEach((name, limit) -> {
			if (variables.contains(name)) {
				return;
			}
			String where = PREFIX + "." + name;
			Limit configured = mistakes.read(() -> limit(where, name, limit, NOTHING, null));
			Map<String, Limit> overrides = new LinkedHashMap<>();
			limit.overrides()
				.forEach((key, override) -> mistakes.check(() -> overrides.put(key,
						limit("%s.overrides[%s]".formatted(where, key), name, limit, override, null))));
			Map<String, Limit> plans = new LinkedHashMap<>();
			limit.plans()
				.forEach((plan, terms) -> mistakes.check(() -> plans.put(plan,
						limit("%s.plans[%s]".formatted(where, plan), name, limit, terms.asOverride(), terms.block()))));
			if (configured != null) {
				all.add(new LimitTerms(configured, overrides, plans, limit.key(), limit.plan()));
			}
			else {
				standIn(where, name, limit).ifPresent(all::add);
			}
		});
		return new ConfiguredLimits(all);
	}

	/** There is none where the name is no limit's. */
	private static Optional<LimitTerms> standIn(String where, String name, LimitProperties limit) {
		try {
			Limit standIn = limit(where, name, StandIn.of(limit.plans().keySet()), NOTHING, null);
			Map<String, Limit> plans = new LinkedHashMap<>();
			limit.plans().keySet().forEach((plan) -> plans.put(plan, standIn));
			return Optional.of(new LimitTerms(standIn, Map.of(), plans, limit.key(), limit.plan()));
		}
		catch (InvalidConfigurationException ex) {
			return Optional.empty();
		}
	}

	/** As quickly as that of {@link RateLimitProperties}. */
	@Override
	public int hashCode() {
		return this.terms.size();
	}

	/**
	 * The limits.
	 * @return in order
	 */
	public List<Limit> limits() {
		return this.terms.stream().map(LimitTerms::configured).toList();
	}

	/**
	 * The variable {@code ..._PERSECOND_RATE} sets the rate of {@code per-second}, and
	 * the binder sees a limit {@code persecond} in it, too.
	 */
	private static Set<String> variables(Set<String> names) {
		return names.stream()
			.filter((name) -> !PropertyNameCheck.uniform(name).equals(name))
			.map(PropertyNameCheck::uniform)
			.collect(Collectors.toSet());
	}

	private static Limit limit(String where, String name, LimitProperties limit, OverrideProperties override,
			@Nullable List<Duration> block) {
		if (limit.algorithm() == Algorithm.CONCURRENCY) {
			return settings(where, inFlight(where, name, limit, override), limit, override, block);
		}
		without(where + ".concurrent", either(override.concurrent(), limit.concurrent()));
		without(where + ".max-hold", limit.maxHold());
		Rate rate = either(override.rate(), limit.rate());
		if (rate == null) {
			throw new InvalidConfigurationException(where + ".rate", "the limit has no rate",
					"Write permits/period, such as 100/1m, 5/s or 10/250ms");
		}
		if (rate.calendar() != null && limit.algorithm() != Algorithm.FIXED_WINDOW) {
			throw new InvalidConfigurationException(where + ".rate",
					"'%s' counts by the calendar, which only algorithm fixed-window does".formatted(rate),
					"Write algorithm: fixed-window, or a period such as 1000/30d");
		}
		return settings(where, at(PREFIX, () -> Limit.of(name, limit.algorithm(), rate)), limit, override, block);
	}

	private static Limit inFlight(String where, String name, LimitProperties limit, OverrideProperties override) {
		Rate rate = either(override.rate(), limit.rate());
		if (rate != null) {
			throw new InvalidConfigurationException(where + ".rate",
					"'%s' does not go with algorithm concurrency, which has no rate".formatted(rate),
					"Write concurrent instead, the calls in flight at once, or choose another algorithm");
		}
		Long concurrent = either(override.concurrent(), limit.concurrent());
		if (concurrent == null) {
			throw new InvalidConfigurationException(where + ".concurrent",
					"the limit does not say how many calls may be in flight", "Write a whole number from 1, such as 2");
		}
		Limit one = at(PREFIX, () -> Limit.concurrency(name, 1).build());
		Limit result = set(one, where + ".max-hold", limit.maxHold(), Limit::withMaxHold);
		return set(result, where + ".concurrent", concurrent, Limit::withConcurrent);
	}

	private static void without(String where, @Nullable Object value) {
		if (value != null) {
			throw new InvalidConfigurationException(where, "'%s' goes with algorithm concurrency only".formatted(value),
					"Remove it, or write algorithm: concurrency, which has no rate");
		}
	}

	private static Limit settings(String where, Limit limited, LimitProperties limit, OverrideProperties override,
			@Nullable List<Duration> block) {
		Limit result = limited.withMode(limit.mode());
		result = set(result, where + ".capacity", either(override.capacity(), limit.capacity()), Limit::withCapacity);
		result = set(result, where + ".initial", either(override.initial(), limit.initial()), Limit::withInitial);
		result = set(result, where + ".refill", limit.refill(), Limit::withRefill);
		// Another rate for a key may have no calendar to inherit
		boolean calendar = override.rate() == null || override.rate().calendar() != null;
		result = set(result, where + ".zone", calendar ? limit.zone() : null, Limit::withZone);
		result = set(result, where + ".starts", either(override.starts(), calendar ? limit.starts() : null),
				Limit::withStarts);
		result = set(result, where + ".max-wait", limit.maxWait(),
				(changed, wait) -> changed.withWaiting(wait, changed.maxWaiting()));
		result = set(result, where + ".max-waiting", limit.maxWaiting(),
				(changed, waiting) -> changed.withWaiting(changed.maxWait(), waiting));
		return set(result, where + ".block", either(block, limit.block()),
				(changed, lengths) -> changed.withBlock(lengths.toArray(Duration[]::new)));
	}

	private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	private static <T> Limit set(Limit limit, String where, @Nullable T value, BiFunction<Limit, T, Limit> change) {
		return (value != null) ? at(where, () -> change.apply(limit, value)) : limit;
	}

	private static Limit at(String where, Supplier<Limit> limit) {
		try {
			return limit.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(where, String.valueOf(ex.getMessage()),
					"Correct it or leave it out for its default");
		}
	}

}

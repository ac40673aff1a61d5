package dev.ratelimit.internal.changes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.PropertyNameCheck;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.properties.StandIn;

/**
 * The limits that the properties describe.
 *
 * @param terms the limits and what some calls have instead, in order
 */
public record ConfiguredLimits(List<LimitTerms> terms) {

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
			String where = WrittenLimit.PREFIX + "." + name;
			WrittenLimit written = new WrittenLimit(where, name, limit);
			Limit configured = written.read();
			Set<String> told = written.mistakes().problems();
			written.mistakes().addAllTo(mistakes);
			Map<String, Limit> overrides = new LinkedHashMap<>();
			limit.overrides().forEach((key, override) -> {
				WrittenLimit terms = new WrittenLimit("%s.overrides[%s]".formatted(where, key), name, limit, override,
						null);
				add(overrides, key, terms, told, mistakes);
			});
			Map<String, Limit> plans = new LinkedHashMap<>();
			limit.plans().forEach((plan, changed) -> {
				WrittenLimit terms = new WrittenLimit("%s.plans[%s]".formatted(where, plan), name, limit,
						changed.asOverride(), changed.block());
				add(plans, plan, terms, told, mistakes);
			});
			if (configured != null) {
				all.add(new LimitTerms(configured, overrides, plans, limit.key(), limit.plan()));
			}
			else {
				standIn(where, name, limit).ifPresent(all::add);
			}
		});
		return new ConfiguredLimits(all);
	}

	/** What a key or a plan inherits has been told of the limit. */
	private static void add(Map<String, Limit> limits, String name, WrittenLimit written, Set<String> told,
			Mistakes mistakes) {
		Limit limit = written.read();
		written.mistakes().addAllTo(mistakes, told);
		if (limit != null) {
			limits.put(name, limit);
		}
	}

	/** There is none where the name is no limit's. */
	private static Optional<LimitTerms> standIn(String where, String name, LimitProperties limit) {
		Limit standIn = new WrittenLimit(where, name, StandIn.of(limit.plans().keySet())).read();
		if (standIn == null) {
			return Optional.empty();
		}
		Map<String, Limit> plans = new LinkedHashMap<>();
		limit.plans().keySet().forEach((plan) -> plans.put(plan, standIn));
		return Optional.of(new LimitTerms(standIn, Map.of(), plans, limit.key(), limit.plan()));
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

}

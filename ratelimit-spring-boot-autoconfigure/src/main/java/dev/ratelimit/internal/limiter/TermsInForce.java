package dev.ratelimit.internal.limiter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;

/**
 * What is in force in one registry, on all its stores: one immutable snapshot, which a
 * change replaces as a whole. The names never change. Safe for use by many threads, of
 * which one at a time makes changes.
 */
public final class TermsInForce {

	private volatile NamedLimits<LimitTerms> terms;

	/**
	 * Limits as configured.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @throws IllegalArgumentException if a name is repeated
	 */
	public TermsInForce(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		this(withOverrides(limits, overrides));
	}

	/**
	 * Limits as configured.
	 * @param limits the limits and what some calls have instead, each name once
	 * @throws IllegalArgumentException if a name is repeated
	 */
	public TermsInForce(List<LimitTerms> limits) {
		Map<String, LimitTerms> terms = new LinkedHashMap<>();
		for (LimitTerms limit : limits) {
			if (terms.put(limit.name(), limit) != null) {
				throw new IllegalArgumentException("Limit '%s' is defined twice".formatted(limit.name()));
			}
		}
		this.terms = new NamedLimits<>(terms);
	}

	/**
	 * The terms of limits without plans.
	 * @param limits the limits
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @return in the order of the limits
	 */
	public static List<LimitTerms> withOverrides(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		return limits.stream()
			.map((limit) -> new LimitTerms(limit, overrides.getOrDefault(limit.name(), Map.of())))
			.toList();
	}

	/**
	 * The terms of every limit.
	 * @return as in force now
	 */
	public NamedLimits<LimitTerms> all() {
		return this.terms;
	}

	/**
	 * The terms of a limit.
	 * @param name the limit's name
	 * @return as in force now
	 * @throws IllegalArgumentException if there is no such limit
	 */
	public LimitTerms get(String name) {
		return this.terms.get(name);
	}

	/**
	 * The limits.
	 * @return by name, in order, unmodifiable
	 */
	public Map<String, Limit> limits() {
		Map<String, Limit> limits = new LinkedHashMap<>();
		this.terms.values().forEach((terms) -> limits.put(terms.configured().name(), terms.configured()));
		return Collections.unmodifiableMap(limits);
	}

	/**
	 * Checks that limits may replace those in force.
	 * @param limits the new ones
	 * @throws IllegalArgumentException if one has no name or another algorithm than one
	 * of those in force
	 */
	public void check(List<LimitTerms> limits) {
		for (LimitTerms limit : limits) {
			Limit before = get(limit.name()).configured();
			limit.all()
				.filter((next) -> !next.name().equals(before.name()) || next.algorithm() != before.algorithm())
				.findAny()
				.ifPresent((next) -> {
					throw new IllegalArgumentException("Limit '%s' by %s cannot become '%s' by %s: must keep both"
						.formatted(limit.name(), before.algorithm().id(), next.name(), next.algorithm().id()));
				});
		}
	}

	/**
	 * Puts other limits in force.
	 * @param limits the new ones, as {@link #check checked}; others stay as they are
	 * @return the names of those that are not as they were
	 */
	public List<String> change(List<LimitTerms> limits) {
		List<String> changed = new ArrayList<>();
		NamedLimits<LimitTerms> next = this.terms;
		for (LimitTerms limit : limits) {
			if (!limit.equals(next.get(limit.name()))) {
				next = next.with(limit.name(), limit);
				changed.add(limit.name());
			}
		}
		this.terms = next;
		return changed;
	}

}

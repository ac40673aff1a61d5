package dev.ratelimit.internal.limiter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import org.jspecify.annotations.Nullable;

/**
 * A limit, and what calls on a plan and some keys have instead. Each change makes another
 * object, so what is computed from one is valid as long as the same object is in force.
 *
 * @param configured the limit
 * @param overrides by key, the limits of keys that have one of their own
 * @param plans by name, the limits of calls that name a plan, in order
 * @param key SpEL for the key of rules and annotations that name none; empty for none
 * @param plan SpEL for the plan of rules and annotations that name none; empty for none
 */
public record LimitTerms(Limit configured, Map<String, Limit> overrides, Map<String, Limit> plans, String key,
		String plan) {

	/**
	 * Copies overrides and plans.
	 * @param configured the limit
	 * @param overrides by key
	 * @param plans by name
	 * @param key see {@link #key}
	 * @param plan see {@link #plan}
	 */
	public LimitTerms {
		overrides = Map.copyOf(overrides);
		plans = Collections.unmodifiableMap(new LinkedHashMap<>(plans));
	}

	/**
	 * A limit without a key or plan for calls that name none.
	 * @param configured the limit
	 * @param overrides by key
	 * @param plans by name
	 */
	public LimitTerms(Limit configured, Map<String, Limit> overrides, Map<String, Limit> plans) {
		this(configured, overrides, plans, "", "");
	}

	/**
	 * A limit without plans.
	 * @param configured the limit
	 * @param overrides by key
	 */
	public LimitTerms(Limit configured, Map<String, Limit> overrides) {
		this(configured, overrides, Map.of());
	}

	/**
	 * The limit's name.
	 * @return the name, which overrides and plans have too
	 */
	public String name() {
		return this.configured.name();
	}

	/**
	 * The limit of calls on a plan.
	 * @param plan the plan; null for none
	 * @return the plan's, or the limit itself if it has no such plan
	 */
	public Limit onPlan(@Nullable String plan) {
		return (plan != null) ? this.plans.getOrDefault(plan, this.configured) : this.configured;
	}

	/**
	 * The limit of a key.
	 * @param key the key
	 * @param plan the plan of the call; null for none
	 * @return the key's own, else the plan's, else the configured one
	 */
	public Limit limitFor(String key, @Nullable String plan) {
		Limit own = this.overrides.get(key);
		return (own != null) ? own : onPlan(plan);
	}

	/**
	 * The plan that a decision was made on.
	 * @param policy the limit as the decision has it
	 * @param asked the plan that the caller asks on; null for none
	 * @return the plan asked if its limit is the decision's, or if no plan's is
	 */
	public @Nullable String planOf(Limit policy, @Nullable String asked) {
		if (onPlan(asked).equals(policy) || this.plans.isEmpty()) {
			return asked;
		}
		for (Map.Entry<String, Limit> plan : this.plans.entrySet()) {
			if (plan.getValue().equals(policy)) {
				return plan.getKey();
			}
		}
		return this.configured.equals(policy) ? null : asked;
	}

	/**
	 * All limits that calls may be decided by.
	 * @return the configured one first
	 */
	public Stream<Limit> all() {
		return Stream.concat(Stream.of(this.configured),
				Stream.concat(this.overrides.values().stream(), this.plans.values().stream()));
	}

}

package dev.ratelimit.internal.limiter;

import java.util.Map;

import dev.ratelimit.Limit;

/**
 * A limit and what some keys have instead. Another object after each change, so whoever
 * works something out of it can tell whether that still holds.
 *
 * @param configured the limit
 * @param overrides by key, the limits of keys that have one of their own
 */
public record LimitTerms(Limit configured, Map<String, Limit> overrides) {

	/**
	 * Copies the overrides.
	 * @param configured the limit
	 * @param overrides by key
	 */
	public LimitTerms {
		overrides = Map.copyOf(overrides);
	}

	/**
	 * The limit of a key.
	 * @param key the key
	 * @return its own, else the configured one
	 */
	public Limit limitFor(String key) {
		return this.overrides.getOrDefault(key, this.configured);
	}

}

package dev.ratelimit;

import java.util.Map;

/**
 * The limiters of the configured limits, by name. Safe for use by many threads.
 */
public interface RateLimiterRegistry {

	/**
	 * Returns the limiter of one limit.
	 * @param name the limit's name
	 * @return the limiter, always the same object
	 * @throws IllegalArgumentException if there is no such limit; the message lists the
	 * known ones
	 */
	RateLimiter get(String name);

	/**
	 * Returns a limiter under which all of several limits must admit a call, in one step.
	 * @param names the limits' names, in the order in which decisions list them; at least
	 * one, each once
	 * @return the limiter; the one of {@link #get} for a single name
	 * @throws IllegalArgumentException if there is no such limit, no name, or a name
	 * twice
	 */
	RateLimiter all(String... names);

	/**
	 * Returns the limits in force: as configured, or as changed since.
	 * @return the limits by name, in the order of configuration, unmodifiable
	 */
	Map<String, Limit> limits();

	/**
	 * Returns the limits in force for the keys that have an override.
	 * @param name the limit's name
	 * @return limits by key, unmodifiable
	 * @throws IllegalArgumentException if there is no such limit
	 */
	Map<String, Limit> overrides(String name);

	/**
	 * Returns the limits in force for calls that name a plan.
	 * @param name the limit's name
	 * @return limits by plan, in the order of configuration, unmodifiable
	 * @throws IllegalArgumentException if there is no such limit
	 */
	Map<String, Limit> plans(String name);

}

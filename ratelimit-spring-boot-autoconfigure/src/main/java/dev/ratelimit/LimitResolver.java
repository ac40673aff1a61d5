package dev.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * Chooses a key's limit, such as a customer's plan from a database. A bean of this type
 * is asked when a key is first seen and again every ten seconds while it is in use, on
 * the thread of the call; what the key has spent is kept when its limit changes.
 * Implementations must be safe for use by many threads and should answer from memory.
 */
@FunctionalInterface
public interface LimitResolver {

	/**
	 * Returns the limit for a key.
	 * @param configured the limit as configured, or that of the plan that the call names,
	 * to be changed with its {@code with} methods
	 * @param key the key
	 * @return the limit for this key, of the same name and algorithm; null for the
	 * configured override, plan or limit. If this throws, the last known limit stays,
	 * else the configured one
	 */
	@Nullable Limit resolve(Limit configured, String key);

}

package dev.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * Chooses a key's limit, such as a customer's plan from a database. A bean of this type
 * is asked about the keys of every limit, when a key is first seen, and again every ten
 * seconds while the key is in use, on the thread of the call. A key whose limit changes
 * keeps what it has spent. Implementations must be safe for use by many threads and
 * should answer from memory.
 */
@FunctionalInterface
public interface LimitResolver {

	/**
	 * Returns the limit for a key.
	 * @param configured the limit as configured, or that of the plan that the call names;
	 * its name tells which limit it is, and its {@code with} methods return changed
	 * copies
	 * @param key the key
	 * @return the limit for this key, of the same name and algorithm; null for the
	 * configured override, plan or limit. If this method throws, the key keeps the last
	 * known limit or, without one, the configured limit
	 */
	@Nullable Limit resolve(Limit configured, String key);

}

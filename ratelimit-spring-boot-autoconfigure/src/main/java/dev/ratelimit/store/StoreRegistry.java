package dev.ratelimit.store;

import dev.ratelimit.RateLimiterRegistry;

/**
 * A registry that can be looked into while it decides.
 */
public interface StoreRegistry extends RateLimiterRegistry {

	/**
	 * How many keys of a limit this node holds in its memory.
	 * @param name the limit's name
	 * @return a count, which may lag a little behind
	 * @throws IllegalArgumentException if there is no such limit
	 */
	long keys(String name);

	/**
	 * Whether the fallback decides because the store is known to be down.
	 * @return true if so; always false where the store is this node's memory
	 */
	boolean degraded();

}

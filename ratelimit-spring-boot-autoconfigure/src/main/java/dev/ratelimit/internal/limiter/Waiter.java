package dev.ratelimit.internal.limiter;

/**
 * Tells waiting callers apart, so that none takes all places by making up keys.
 * Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface Waiter {

	/** A key that its caller cannot make up has a share of its own. */
	Waiter BY_KEY = (key) -> key;

	/**
	 * Names the share of the places that a call takes.
	 * @param key the key of the call
	 * @return the key, or what identifies its sender
	 */
	String sharer(String key);

}

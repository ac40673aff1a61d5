package dev.ratelimit.internal.limiter;

/**
 * Who waits, so that nobody takes all places by making up keys. Implementations must be
 * safe for use by many threads.
 */
@FunctionalInterface
public interface Waiter {

	/** A key that its caller cannot make up has a share of its own. */
	Waiter BY_KEY = (key) -> key;

	/**
	 * Whose share of the places a call takes.
	 * @param key the key of the call
	 * @return the key, or who has sent it
	 */
	String sharer(String key);

}

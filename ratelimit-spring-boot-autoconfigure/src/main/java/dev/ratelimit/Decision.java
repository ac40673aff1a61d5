package dev.ratelimit;

import java.time.Duration;
import java.util.List;

/**
 * A limiter's answer to one call. Applications read it and hand it back to be refunded or
 * settled; only limiters make one. Immutable, except that this can be done once. Safe for
 * use by many threads.
 */
public interface Decision {

	/**
	 * Returns whether the call may go ahead.
	 * @return true also if it was over a limit that only observes
	 */
	boolean allowed();

	/**
	 * Returns the limit that decided.
	 * @return its name
	 */
	String limit();

	/**
	 * Returns the {@linkplain Limit#quota() quota} of the limit that decided, as in force
	 * for the key.
	 * @return permits
	 */
	long quota();

	/**
	 * Returns the permits that this call spent.
	 * @return permits; 0 if nothing
	 */
	long permits();

	/**
	 * Returns the permits that are left now.
	 * @return permits, never negative; of a leaky bucket 0 or 1
	 */
	long remaining();

	/**
	 * Returns the time until this same call would be admitted if nobody else asked.
	 * @return zero when allowed, unless {@link #observed()}
	 */
	Duration retryAfter();

	/**
	 * Returns the time until nothing that was spent counts any more.
	 * @return zero if nothing counts now
	 */
	Duration resetAfter();

	/**
	 * Returns whether the call was let through only because a limit observes.
	 * @return true if it would have been refused
	 */
	boolean observed();

	/**
	 * Returns whether the fallback decided because the store was down.
	 * @return true if so
	 */
	boolean degraded();

	/**
	 * Returns the decisions of the single limits.
	 * @return one per limit, in order, unmodifiable; this decision itself if there is one
	 * limit
	 */
	List<Decision> parts();

}

package dev.ratelimit;

import java.time.Duration;
import java.util.List;

/**
 * A limiter's answer to one call. Only limiters create decisions. Applications read them,
 * and pass one to {@link RateLimiter#refund} or {@link RateLimiter#settle}, once.
 * Otherwise immutable. Safe for use by many threads.
 */
public interface Decision {

	/**
	 * Returns whether the call may go ahead.
	 * @return true if so, also for a call over a limit that only observes
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
	 * @return the time; zero when allowed, unless {@link #observed()}
	 */
	Duration retryAfter();

	/**
	 * Returns the time until nothing that was spent counts any more.
	 * @return the time; zero if nothing counts now
	 */
	Duration resetAfter();

	/**
	 * Returns whether the call was admitted only because its limit observes.
	 * @return true if an enforcing limit would have refused it
	 */
	boolean observed();

	/**
	 * Returns whether the fallback decided because the store was down.
	 * @return true if so
	 */
	boolean degraded();

	/**
	 * Returns the decisions of the single limits.
	 * @return one decision per limit, in order, unmodifiable; under a single limit this
	 * decision itself
	 */
	List<Decision> parts();

}

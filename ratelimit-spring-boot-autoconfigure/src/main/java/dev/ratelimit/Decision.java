package dev.ratelimit;

import java.time.Duration;
import java.util.List;

/**
 * The answer to one call. Limiters make it; applications only read it, and hand it back
 * for a refund. Immutable, save that it can be refunded once. Safe for use by many
 * threads.
 */
public interface Decision {

	/**
	 * Whether the call may go ahead.
	 * @return true also if it was over a limit that only observes
	 */
	boolean allowed();

	/**
	 * The limit that decided.
	 * @return its name
	 */
	String limit();

	/**
	 * The {@linkplain Limit#quota() quota} of the limit that decided, as in force for the
	 * key.
	 * @return permits
	 */
	long quota();

	/**
	 * What this call spent.
	 * @return permits; 0 if nothing
	 */
	long permits();

	/**
	 * What is left now.
	 * @return permits, never negative; of a leaky bucket 0 or 1
	 */
	long remaining();

	/**
	 * How long until this same call would be admitted if nobody else asked.
	 * @return zero when allowed, unless {@link #observed()}
	 */
	Duration retryAfter();

	/**
	 * How long until nothing spent counts any more.
	 * @return zero if nothing counts now
	 */
	Duration resetAfter();

	/**
	 * Whether the call was let through only because a limit observes.
	 * @return true if it would have been refused
	 */
	boolean observed();

	/**
	 * Whether the fallback decided because the store was down.
	 * @return true if so
	 */
	boolean degraded();

	/**
	 * The answers of the single limits.
	 * @return one per limit, in order, unmodifiable; this decision itself if there is one
	 * limit
	 */
	List<Decision> parts();

}

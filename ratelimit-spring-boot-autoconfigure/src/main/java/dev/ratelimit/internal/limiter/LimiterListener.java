package dev.ratelimit.internal.limiter;

import java.util.List;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of what limiters do, such as to count it. Called on the thread of the call,
 * so it must be quick and must not block; what it throws never reaches the call. Must be
 * safe for use by many threads.
 */
public interface LimiterListener {

	/**
	 * A call was decided, after any wait.
	 * @param key the key of the call
	 * @param permits how many were asked for; 0 if the call only looked
	 * @param decision the answer
	 */
	default void decided(String key, long permits, LimitDecision decision) {
	}

	/**
	 * A call was made to wait, and was decided then.
	 * @param decision the answer
	 * @param nanos how long it waited
	 */
	default void waited(LimitDecision decision, long nanos) {
	}

	/**
	 * What a call has spent, or holds until it is over, is given back. May come more than
	 * once for a decision.
	 * @param decision what it was answered
	 */
	default void givenBack(LimitDecision decision) {
	}

	/**
	 * A call has cost more than it had spent.
	 * @param limit the name of the limit
	 * @param permits how many more
	 */
	default void indebted(String limit, long permits) {
	}

	/**
	 * It is known what a call has cost in the end. May come more than once for a decision
	 * of a limit that only observes.
	 * @param key the key of the call
	 * @param decision what it was answered; not refused
	 * @param permits the cost, above zero
	 */
	default void settled(String key, LimitDecision decision, long permits) {
	}

	/**
	 * A key was forced out of memory while it still counted.
	 * @param limit the name of its limit
	 */
	default void evicted(String limit) {
	}

	/**
	 * A {@link dev.ratelimit.LimitResolver} could not be used for a key.
	 * @param limit the name of the limit
	 */
	default void unresolved(String limit) {
	}

	/**
	 * A call named a plan that the limits do not have, or none where one is to be named.
	 * @param limit the name of a limit, on whose own terms the call was decided
	 */
	default void unplanned(String limit) {
	}

	/**
	 * A limit, its overrides or plans are others from now on.
	 * @param limit the name of the limit
	 */
	default void changed(String limit) {
	}

	/**
	 * A store elsewhere was asked, and answered.
	 * @param nanos how long that took
	 */
	default void answered(long nanos) {
	}

	/** A store elsewhere did not decide, and the fallback did. */
	default void failed() {
	}

	/**
	 * All of several listeners as one that throws nothing.
	 * @param listeners each is told, in this order
	 * @return the listener; null if there is none
	 */
	static @Nullable LimiterListener of(List<LimiterListener> listeners) {
		return listeners.isEmpty() ? null : new LimiterListeners(listeners);
	}

}

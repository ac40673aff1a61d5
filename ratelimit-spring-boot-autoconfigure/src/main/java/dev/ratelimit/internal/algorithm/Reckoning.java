package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * Works out what a {@link LimitDecision} can say from the state it was taken on: most
 * callers ask for little of it. For stores. Immutable, and of one answer for the same
 * state.
 */
public interface Reckoning {

	/**
	 * The limit that decided.
	 * @return as in force for the key
	 */
	Limit limit();

	/**
	 * What was left.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return permits, never negative
	 */
	long remainingAt(long word, long side, long now);

	/**
	 * How long until the call would be admitted if nobody else asked.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @param permits the cost
	 * @return nanoseconds
	 */
	long retryAfterAt(long word, long side, long now, long permits);

	/**
	 * How long until nothing spent counts any more.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return nanoseconds
	 */
	long resetAfterAt(long word, long side, long now);

	/**
	 * What the store needs to find the charge again.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return what identifies it
	 */
	long chargedAt(long word, long side, long now);

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * Computes figures of a {@link LimitDecision} from the state that it was made on, when
 * they are asked for. Immutable: the same state always gives the same figures.
 */
public interface Reckoning {

	/**
	 * The limit that decided.
	 * @return as in force for the key
	 */
	Limit limit();

	/**
	 * Computes the permits that were left.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return permits, never negative
	 */
	long remaining(long word, long side, long now);

	/**
	 * Computes the time until the call would be admitted if nobody else asked.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @param permits the cost
	 * @return nanoseconds; 0 if it would be admitted now
	 */
	long retryAfter(long word, long side, long now, long permits);

	/**
	 * Computes the time until nothing spent counts any more.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return nanoseconds
	 */
	long resetAfter(long word, long side, long now);

	/**
	 * Computes the mark by which the store finds the charge again.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return what identifies it
	 */
	long charged(long word, long side, long now);

	/**
	 * Computes the length of the window that the call came in.
	 * @param word the state
	 * @param side more of it
	 * @param now the time of the answer
	 * @return nanoseconds; the limit's own window, unless its rate is by the calendar
	 */
	default long windowNanos(long word, long side, long now) {
		return limit().window().toNanos();
	}

	/**
	 * Sets the length of the window, where figures were worked out beforehand.
	 * @param windowNanos the length of the window, above zero
	 * @return a copy; this object if it computes the length itself
	 */
	default Reckoning within(long windowNanos) {
		return this;
	}

}

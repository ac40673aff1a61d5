package dev.ratelimit.internal.advice;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;

/**
 * Decides the calls of keys as several limits would, had each been alone in force. What a
 * key has spent under them is an array of longs. Blocks and waiting are left out. Not
 * safe for use by many threads.
 */
interface Simulation {

	/**
	 * A simulation of limits of one algorithm.
	 * @param limits the limits
	 * @param now the time, in nanoseconds since the epoch
	 * @return the simulation
	 */
	static Simulation of(List<Limit> limits, long now) {
		return (limits.get(0).algorithm() == Algorithm.SLIDING_WINDOW_LOG) ? new LogSimulation(limits)
				: new WordSimulation(limits, now);
	}

	/**
	 * Counts the limits.
	 * @return how many
	 */
	int limits();

	/**
	 * The state of a key that was never seen.
	 * @param now the time
	 * @return the state, under all limits
	 */
	long[] fresh(long now);

	/**
	 * Spends permits of a key under one limit, if they are there.
	 * @param state the key's state, which is changed
	 * @param limit the limit's position
	 * @param now the time, not before that of calls before
	 * @param permits the cost; 0 looks for one permit
	 * @return false if the limit refuses
	 */
	boolean spend(long[] state, int limit, long now, long permits);

	/**
	 * Spends permits of a key under one limit whether or not they are there, up to one
	 * quota of debt.
	 * @param state the key's state, which is changed
	 * @param limit the limit's position
	 * @param now the time, not before that of calls before
	 * @param permits the cost, above zero
	 */
	void debit(long[] state, int limit, long now, long permits);

	/**
	 * Until when states are exact; then {@link #renew} must carry them on.
	 * @return nanoseconds since the epoch
	 */
	long validUntil();

	/**
	 * Carries states on beyond {@link #validUntil}.
	 * @param states all that are to be used again
	 * @param now the time
	 */
	void renew(Iterable<long[]> states, long now);

}

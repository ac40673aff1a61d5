package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * The arithmetic of one limit. Immutable, so safe for use by many threads.
 */
public abstract sealed class Formula permits WordFormula, SlidingWindowLog {

	private final Limit limit;

	Formula(Limit limit) {
		this.limit = limit;
	}

	/**
	 * The formula of a limit.
	 * @param limit the limit
	 * @param now the time, in nanoseconds since the epoch
	 * @return a formula, for use until {@link #validUntil()}
	 */
	public static Formula of(Limit limit, long now) {
		return switch (limit.algorithm()) {
			case TOKEN_BUCKET -> switch (limit.refill()) {
				case GREEDY -> new TokenBucket(limit, now);
				case INTERVAL -> new IntervalBucket(limit);
			};
			case LEAKY_BUCKET -> new LeakyBucket(limit, now);
			case FIXED_WINDOW ->
				(limit.rate().calendar() != null) ? new CalendarWindow(limit, now) : new EpochWindow(limit);
			case SLIDING_WINDOW_LOG, CONCURRENCY -> new SlidingWindowLog(limit);
			case SLIDING_WINDOW_COUNTER -> new SlidingWindowCounter(limit);
			case PACED_WINDOW -> new PacedWindow(limit);
		};
	}

	/**
	 * The limit this is the arithmetic of.
	 * @return the limit
	 */
	public final Limit limit() {
		return this.limit;
	}

	/**
	 * Until when the states of this formula are exact; then a new one must carry them on.
	 * @return nanoseconds since the epoch
	 */
	public long validUntil() {
		return Long.MAX_VALUE;
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * The sliding window, exact: what was spent in the period before now is read from a
 * {@link SpendLog}. Its callers must hold the log for themselves meanwhile.
 * <p>
 * Calls in flight are the same log, of permits taken: the period is the longest hold, and
 * a refund takes out the entry that was charged. Calls of one moment share an entry, and
 * a refund takes its own permits from it.
 */
public final class SlidingWindowLog extends Formula {

	private final long permits;

	private final long periodNanos;

	SlidingWindowLog(Limit limit) {
		super(limit);
		this.permits = limit.rate().permits();
		this.periodNanos = limit.rate().periodNanos();
	}

	/**
	 * Spends if the permits are there.
	 * @param log what was spent before
	 * @param now the time; one before the last entry counts as that
	 * @param permits the cost, 1 to the quota
	 * @return the decision
	 */
	public LimitDecision spend(SpendLog log, long now, long permits) {
		boolean spent = admits(log, now, permits);
		Reckoning reckoning = spent ? charge(log, now, permits) : reckoning(log, now, permits);
		return LimitDecision.of(spent, spent, permits, reckoning, 0, 0, now);
	}

	/**
	 * Answers a call without spending.
	 * @param log what was spent
	 * @param now the time
	 * @param permits the cost, 1 to the quota
	 * @return the decision
	 */
	public LimitDecision answer(SpendLog log, long now, long permits) {
		return LimitDecision.of(admits(log, now, permits), false, permits, reckoning(log, now, permits), 0, 0, now);
	}

	/**
	 * Whether the permits are there.
	 * @param log what was spent before
	 * @param now the time; one before the last entry counts as that
	 * @param permits the cost, 1 to the quota
	 * @return true if {@link #charge} may spend them
	 */
	public boolean admits(SpendLog log, long now, long permits) {
		log.forget(log.notBefore(now) - this.periodNanos);
		return log.total() + permits <= this.permits;
	}

	/**
	 * Spends what is {@linkplain #admits there}.
	 * @param log what was spent before
	 * @param now the time; one before the last entry counts as that
	 * @param permits the cost
	 * @return how things stand then
	 */
	public Reckoning charge(SpendLog log, long now, long permits) {
		long time = log.notBefore(now);
		log.add(time, permits);
		return new Known(limit(), this.permits - log.total(), 0, time + this.periodNanos - now, time);
	}

	/**
	 * Spends permits whether or not they are there, until one quota more than the quota
	 * counts.
	 * @param log what was spent before
	 * @param now the time; one before the last entry counts as that
	 * @param permits the cost, above zero, perhaps beyond the quota
	 */
	public void debit(SpendLog log, long now, long permits) {
		long time = log.notBefore(now);
		log.forget(time - this.periodNanos);
		long added = Math.min(permits, 2 * this.permits - log.total());
		if (added > 0) {
			log.add(time, added);
		}
	}

	/**
	 * How things stand for a call that does not spend.
	 * @param log what was spent, nothing of it before the period
	 * @param now the time
	 * @param permits the cost, 1 to the quota
	 * @return how things stand
	 */
	public Reckoning reckoning(SpendLog log, long now, long permits) {
		long total = log.total();
		long excess = total + permits - this.permits;
		long retryAfter = (excess > 0) ? log.whenSpent(excess) + this.periodNanos - now : 0;
		long resetAfter = (total > 0) ? log.last() + this.periodNanos - now : 0;
		return new Known(limit(), Math.max(this.permits - total, 0), retryAfter, resetAfter, 0);
	}

	/**
	 * Gives back to the entry that was charged, if it is still there; one that no longer
	 * counts makes no difference.
	 * @param log what was spent
	 * @param permits what the call spent
	 * @param charged its entry's time, as the decision remembers it
	 */
	public void refund(SpendLog log, long permits, long charged) {
		log.remove(charged, permits);
	}

	/**
	 * Tells whether nothing in the log counts any more.
	 * @param log what was spent
	 * @param now the time
	 * @return true if nothing is lost by forgetting it
	 */
	public boolean idle(SpendLog log, long now) {
		log.forget(log.notBefore(now) - this.periodNanos);
		return log.total() == 0;
	}

}

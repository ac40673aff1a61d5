package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A token bucket refilled by the whole rate at the start of every period: its clock
 * counts the permits granted since the epoch, and a permit costs one.
 */
final class IntervalBucket extends Gcra {

	private final long permits;

	private final long periodNanos;

	private final long maxPeriods;

	IntervalBucket(Limit limit) {
		super(limit, limit.quota(), limit.quota() - limit.initialPermits());
		this.permits = limit.rate().permits();
		this.periodNanos = limit.rate().periodNanos();
		this.maxPeriods = MAX_WORD / this.periodNanos;
	}

	@Override
	long clock(long now) {
		return Math.max(now, 0) / this.periodNanos * this.permits;
	}

	@Override
	long cost(long permits) {
		return permits;
	}

	/**
	 * Moves by whole periods, so it may overfill the bucket before it lets a caller go.
	 */
	@Override
	long wordWhenDue(long moment, long word) {
		return Math.max(word, Exact.ceil(moment, this.permits) * this.permits);
	}

	@Override
	long permitsIn(long advance) {
		return advance;
	}

	@Override
	long nanosUntil(long moment, long now) {
		long periods = Exact.ceil(moment, this.permits);
		long at = (periods <= this.maxPeriods) ? periods * this.periodNanos : MAX_WORD;
		return Math.max(at - now, 0);
	}

	@Override
	long momentIn(long nanos, long now) {
		return Exact.ceil(now + nanos, this.periodNanos) * this.permits;
	}

	@Override
	long maxWord() {
		return this.maxPeriods * this.permits;
	}

	/** All at the start of a period, perhaps. */
	@Override
	public long leaveTogether(long largest, long total) {
		return total;
	}

	@Override
	public long carry(WordFormula from, long word, long side, long now) {
		if (from instanceof IntervalBucket bucket && from.limit().rate().equals(limit().rate())) {
			return Math.min(Math.max(word, bucket.clock(now)), clock(now) + mostCarried(bucket, word, now));
		}
		return super.carry(from, word, side, now);
	}

}

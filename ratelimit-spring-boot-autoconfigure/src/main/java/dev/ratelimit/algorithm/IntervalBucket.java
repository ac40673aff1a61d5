package dev.ratelimit.algorithm;

import dev.ratelimit.Limit;

/**
 * A token bucket refilled by the whole rate at the start of every period: its clock
 * counts the permits granted since the epoch, and a permit costs one.
 */
sealed class IntervalBucket extends Gcra permits FixedWindow {

	final long permits;

	private final long periodNanos;

	IntervalBucket(Limit limit) {
		super(limit, limit.quota(), limit.quota() - limit.initialPermits());
		this.permits = limit.rate().permits();
		this.periodNanos = limit.rate().periodNanos();
	}

	@Override
	final long clock(long now) {
		return Math.max(now, 0) / this.periodNanos * this.permits;
	}

	@Override
	final long cost(long permits) {
		return permits;
	}

	@Override
	final long permitsIn(long advance) {
		return advance;
	}

	@Override
	final long nanosUntil(long moment, long now) {
		return Math.max(Exact.ceil(moment, this.permits) * this.periodNanos - now, 0);
	}

	@Override
	final long momentIn(long nanos, long now) {
		return Exact.ceil(now + nanos, this.periodNanos) * this.permits;
	}

}

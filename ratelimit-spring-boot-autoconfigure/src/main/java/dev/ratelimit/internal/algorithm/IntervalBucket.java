package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A token bucket refilled by the whole rate at the start of every period.
 */
final class IntervalBucket extends IntervalGcra implements QueueFormula {

	IntervalBucket(Limit limit) {
		super(limit);
	}

	/** All at the start of a period, perhaps. */
	@Override
	public long leaveTogether(long largest, long total) {
		return total;
	}

}

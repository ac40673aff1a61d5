package dev.ratelimit.model;

import java.math.BigInteger;

import dev.ratelimit.Limit;

/** Whole permits; the whole rate is added at each multiple of the period. */
final class IntervalBucketModel extends ReferenceModel {

	private long level;

	private long since = -1;

	IntervalBucketModel(Limit limit) {
		super(limit);
		this.level = limit.initialPermits();
	}

	private long level(long time) {
		long refills = Math.floorDiv(time, this.period) - Math.floorDiv(this.since, this.period);
		BigInteger refilled = product(refills, this.permits).add(BigInteger.valueOf(this.level));
		return refilled.min(BigInteger.valueOf(this.quota)).longValueExact();
	}

	@Override
	void arrive(long now) {
		if (this.since >= 0) {
			this.level = level(now);
		}
		this.since = now;
	}

	@Override
	boolean admits(long time, long cost) {
		return level(time) >= cost;
	}

	@Override
	boolean counts(long time) {
		return level(time) < this.quota;
	}

	@Override
	long spend(long now, long cost) {
		this.level -= cost;
		return 0;
	}

	@Override
	void debit(long now, long cost) {
		this.level = Math.max(Math.min(this.level, -this.quota), this.level - Math.min(cost, most()));
	}

	@Override
	void carry(ReferenceModel from, long now) {
		long end = now + from.resetAfter(now);
		BigInteger missing = product(-Math.floorDiv(-end, this.period) - now / this.period, this.permits);
		if (end == now) {
			missing = BigInteger.ZERO;
		}
		else if (from instanceof IntervalBucketModel bucket && bucket.permits == this.permits
				&& bucket.period == this.period) {
			bucket.arrive(now);
			missing = BigInteger.valueOf(bucket.quota - bucket.level);
		}
		long most = from.indebted(now) ? most() : this.quota;
		this.level = this.quota - missing.min(BigInteger.valueOf(most)).longValueExact();
		this.since = now;
	}

	@Override
	void giveBack(long now, long charge, long cost) {
		arrive(now);
		this.level = Math.min(this.quota, this.level + cost);
	}

}

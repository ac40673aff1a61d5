package dev.ratelimit.model;

import java.math.BigInteger;

import dev.ratelimit.Limit;

/** A level in shares of 1/period of a permit, so that a nanosecond adds whole shares. */
final class GreedyBucketModel extends ReferenceModel {

	private final BigInteger full;

	private BigInteger level;

	private long since = -1;

	GreedyBucketModel(Limit limit) {
		super(limit);
		this.full = product(this.quota, this.period);
		this.level = product(limit.initialPermits(), this.period);
	}

	private BigInteger level(long time) {
		return this.full.min(this.level.add(product(time - this.since, this.permits)));
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
		return level(time).compareTo(product(cost, this.period)) >= 0;
	}

	@Override
	boolean counts(long time) {
		return level(time).compareTo(this.full) < 0;
	}

	@Override
	long spend(long now, long cost) {
		this.level = this.level.subtract(product(cost, this.period));
		return 0;
	}

	@Override
	void debit(long now, long cost) {
		BigInteger lowest = this.level.min(this.full.negate());
		this.level = lowest.max(this.level.subtract(product(cost, this.period)));
	}

	@Override
	void carry(ReferenceModel from, long now) {
		BigInteger missing = product(from.resetAfter(now), this.permits);
		if (from instanceof GreedyBucketModel bucket && bucket.permits == this.permits
				&& bucket.period == this.period) {
			bucket.arrive(now);
			missing = bucket.full.subtract(bucket.level);
		}
		BigInteger most = from.indebted(now) ? this.full.shiftLeft(1) : this.full;
		this.level = this.full.subtract(most.min(missing));
		this.since = now;
	}

	@Override
	void giveBack(long now, long charge, long cost) {
		arrive(now);
		this.level = this.full.min(this.level.add(product(cost, this.period)));
	}

}

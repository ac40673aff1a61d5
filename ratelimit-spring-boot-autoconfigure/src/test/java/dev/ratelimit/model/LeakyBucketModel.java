package dev.ratelimit.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Limit;

/** The calls that hold slots and when the last of them leaves room, in 1/permits ns. */
final class LeakyBucketModel extends ReferenceModel {

	private final List<Holder> holders = new ArrayList<>();

	private long charges;

	LeakyBucketModel(Limit limit) {
		super(limit);
	}

	@Override
	boolean admits(long time, long cost) {
		return !counts(time);
	}

	@Override
	boolean counts(long time) {
		return !this.holders.isEmpty() && product(time, this.permits).compareTo(last().until) < 0;
	}

	@Override
	long remaining(long now) {
		return admits(now, 1) ? 1 : 0;
	}

	@Override
	long spend(long now, long cost) {
		if (this.holders.size() > 100) {
			this.holders.remove(0);
		}
		BigInteger until = product(now, this.permits).add(product(cost, this.period));
		this.holders.add(new Holder(++this.charges, until));
		return this.charges;
	}

	@Override
	public void refund(long now, long charge, long cost) {
		if (!this.holders.isEmpty() && last().charge == charge) {
			this.holders.remove(this.holders.size() - 1);
		}
	}

	private Holder last() {
		return this.holders.get(this.holders.size() - 1);
	}

	private record Holder(long charge, BigInteger until) {

	}

}

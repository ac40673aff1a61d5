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

	/** Takes further slots, until two periods are taken. */
	@Override
	void debit(long now, long cost) {
		BigInteger time = product(now, this.permits);
		BigInteger from = this.holders.isEmpty() ? time : last().until.max(time);
		BigInteger most = time.add(product(most(), this.period));
		if (from.compareTo(most) < 0) {
			this.holders.add(new Holder(0, most.min(from.add(product(cost, this.period)))));
		}
	}

	@Override
	void carry(ReferenceModel from, long now) {
		LeakyBucketModel bucket = (LeakyBucketModel) from;
		this.charges = bucket.charges;
		long wait = bucket.resetAfter(now);
		if (wait > 0) {
			boolean same = bucket.permits == this.permits && bucket.period == this.period;
			long charge = (wait <= this.period) ? bucket.last().charge : 0;
			long most = bucket.indebted(now) ? 2 * this.period : this.period;
			BigInteger until = same ? bucket.last().until : product(now + Math.min(wait, most), this.permits);
			this.holders.add(new Holder(charge, until));
		}
	}

	/** Gives back what the permits cost now. */
	@Override
	void giveBack(long now, long charge, long cost) {
		if (!this.holders.isEmpty() && last().charge == charge) {
			BigInteger until = last().until.subtract(product(cost, this.period));
			this.holders.set(this.holders.size() - 1, new Holder(0, until));
		}
	}

	private Holder last() {
		return this.holders.get(this.holders.size() - 1);
	}

	private record Holder(long charge, BigInteger until) {

	}

}

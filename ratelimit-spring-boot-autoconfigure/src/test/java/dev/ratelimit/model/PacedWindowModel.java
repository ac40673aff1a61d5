package dev.ratelimit.model;

import java.math.BigInteger;

import dev.ratelimit.Limit;

/** When the window began and what was spent in it. */
final class PacedWindowModel extends ReferenceModel {

	private long begin = -1;

	private long spent;

	PacedWindowModel(Limit limit) {
		super(limit);
	}

	private boolean open(long time) {
		return this.begin >= 0 && time < this.begin + this.period;
	}

	private long slotsBegun(long time) {
		return product(time - this.begin, this.permits).divide(BigInteger.valueOf(this.period)).longValueExact() + 1;
	}

	@Override
	void arrive(long now) {
		if (!open(now)) {
			this.begin = now;
			this.spent = 0;
		}
	}

	@Override
	long most() {
		return mostOfTwoWords();
	}

	/** Outside a window a call would begin one, with the first of its slots. */
	@Override
	boolean admits(long time, long cost) {
		return open(time) ? this.spent + cost <= slotsBegun(time) : cost <= 1;
	}

	@Override
	boolean counts(long time) {
		return open(time) && this.spent > 0;
	}

	@Override
	long spend(long now, long cost) {
		this.spent += cost;
		return this.begin;
	}

	@Override
	void carry(ReferenceModel from, long now) {
		PacedWindowModel window = (PacedWindowModel) from;
		if (window.open(now)) {
			this.begin = window.begin;
			this.spent = window.spent;
		}
	}

	@Override
	long counted(long now) {
		return open(now) ? this.spent : 0;
	}

	@Override
	void giveBack(long now, long charge, long cost) {
		if (charge == this.begin && cost <= this.spent) {
			this.spent -= cost;
		}
	}

	/** Past the window's end a call for several permits only begins the next window. */
	@Override
	long retryAfter(long now, long cost) {
		long left = this.begin + this.period - now;
		return (this.spent + cost > this.permits) ? left : first((wait) -> admits(now + wait, cost), left);
	}

}

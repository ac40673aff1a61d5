package dev.ratelimit.model;

import java.math.BigInteger;

import dev.ratelimit.Limit;

final class CounterModel extends WindowModel {

	CounterModel(Limit limit) {
		super(limit);
	}

	/** previous x (share of it still in the window) + current + cost <= permits. */
	@Override
	boolean admits(long time, long cost) {
		long share = this.period - time % this.period;
		return product(spentIn(window(time) - 1), share).add(product(spentIn(window(time)) + cost, this.period))
			.compareTo(product(this.permits, this.period)) <= 0;
	}

	@Override
	long most() {
		return mostOfTwoWords();
	}

	@Override
	boolean counts(long time) {
		return spentIn(window(time)) > 0 || spentIn(window(time) - 1) > 0;
	}

	@Override
	long counting(long now) {
		long share = this.period - now % this.period;
		BigInteger[] weighed = product(spentIn(window(now) - 1), share)
			.divideAndRemainder(BigInteger.valueOf(this.period));
		return spentIn(window(now)) + weighed[0].longValueExact() + weighed[1].signum();
	}

	@Override
	long counted(long now) {
		return Math.max(spentIn(window(now)), spentIn(window(now) - 1));
	}

}

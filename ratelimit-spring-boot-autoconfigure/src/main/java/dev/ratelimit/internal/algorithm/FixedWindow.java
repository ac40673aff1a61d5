package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A fixed window is a bucket refilled by interval that holds no more than one period
 * grants, so that nothing is carried over: the word is the permits of all windows before
 * plus the count in this one.
 */
final class FixedWindow extends IntervalGcra {

	FixedWindow(Limit limit) {
		super(limit);
	}

	@Override
	long clock(long now, long word) {
		long clock = clock(now);
		return (word - clock > this.permits) ? (word - 1) / this.permits * this.permits : clock;
	}

	@Override
	long charged(long word, long side, long now) {
		return clock(now, word) / this.permits;
	}

	@Override
	public long refund(long word, long side, long now, long permits, long charged) {
		long clock = clock(now, word);
		return (charged == clock / this.permits && word - clock >= permits) ? word - permits : word;
	}

	@Override
	public long counted(long word, long side, long now) {
		return Math.max(word - clock(now, word), 0);
	}

	@Override
	public long carry(WordFormula from, long word, long side, long now) {
		return clock(now) + Math.min(from.counted(word, side, now), this.permits);
	}

}

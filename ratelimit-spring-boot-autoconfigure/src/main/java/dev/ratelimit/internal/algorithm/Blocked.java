package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * How things stand for a key that is blocked: nothing is left until the block is over, or
 * longer if that is what the algorithm says.
 *
 * @param free how they would stand otherwise
 * @param restNanos until the block is over
 * @param before whether the key was blocked before the call
 */
record Blocked(Reckoning free, long restNanos, boolean before) implements Reckoning {

	@Override
	public Limit limit() {
		return this.free.limit();
	}

	@Override
	public long remaining(long word, long side, long now) {
		return 0;
	}

	@Override
	public long retryAfter(long word, long side, long now, long permits) {
		return Math.max(this.restNanos, this.free.retryAfter(word, side, now, permits));
	}

	@Override
	public long resetAfter(long word, long side, long now) {
		return Math.max(this.restNanos, this.free.resetAfter(word, side, now));
	}

	@Override
	public long charged(long word, long side, long now) {
		return 0;
	}

	@Override
	public long windowNanos(long word, long side, long now) {
		return this.free.windowNanos(word, side, now);
	}

	@Override
	public Reckoning within(long windowNanos) {
		return new Blocked(this.free.within(windowNanos), this.restNanos, this.before);
	}

}

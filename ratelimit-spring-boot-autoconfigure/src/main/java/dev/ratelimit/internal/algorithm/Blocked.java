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
	public long remainingAt(long word, long side, long now) {
		return 0;
	}

	@Override
	public long retryAfterAt(long word, long side, long now, long permits) {
		return Math.max(this.restNanos, this.free.retryAfterAt(word, side, now, permits));
	}

	@Override
	public long resetAfterAt(long word, long side, long now) {
		return Math.max(this.restNanos, this.free.resetAfterAt(word, side, now));
	}

	@Override
	public long chargedAt(long word, long side, long now) {
		return 0;
	}

	@Override
	public long windowNanosAt(long word, long side, long now) {
		return this.free.windowNanosAt(word, side, now);
	}

	@Override
	public Reckoning within(long windowNanos) {
		return new Blocked(this.free.within(windowNanos), this.restNanos, this.before);
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * An answer that was worked out beforehand.
 *
 * @param limit the limit that decided
 * @param remaining what was left
 * @param retryAfter nanoseconds until the call would be admitted
 * @param resetAfter nanoseconds until nothing spent counts any more
 * @param charged what identifies the charge
 */
record Known(Limit limit, long remaining, long retryAfter, long resetAfter, long charged) implements Reckoning {

	@Override
	public long remainingAt(long word, long side, long now) {
		return this.remaining;
	}

	@Override
	public long retryAfterAt(long word, long side, long now, long permits) {
		return this.retryAfter;
	}

	@Override
	public long resetAfterAt(long word, long side, long now) {
		return this.resetAfter;
	}

	@Override
	public long chargedAt(long word, long side, long now) {
		return this.charged;
	}

}

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
 * @param window the length of the window; 0 for the limit's own time
 */
record Known(Limit limit, long remaining, long retryAfter, long resetAfter, long charged,
		long window) implements Reckoning {

	Known(Limit limit, long remaining, long retryAfter, long resetAfter, long charged) {
		this(limit, remaining, retryAfter, resetAfter, charged, 0);
	}

	@Override
	public Known within(long window) {
		return new Known(this.limit, this.remaining, this.retryAfter, this.resetAfter, this.charged, window);
	}

	@Override
	public long remaining(long word, long side, long now) {
		return this.remaining;
	}

	@Override
	public long retryAfter(long word, long side, long now, long permits) {
		return this.retryAfter;
	}

	@Override
	public long resetAfter(long word, long side, long now) {
		return this.resetAfter;
	}

	@Override
	public long charged(long word, long side, long now) {
		return this.charged;
	}

	@Override
	public long windowNanos(long word, long side, long now) {
		return (this.window > 0) ? this.window : this.limit.window().toNanos();
	}

}

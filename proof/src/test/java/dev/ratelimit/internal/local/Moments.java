package dev.ratelimit.internal.local;

import dev.ratelimit.TimeSource;

/**
 * A clock that shows each call the moment it was made for. Time is then an argument like
 * any other, and what a call is answered follows from the state alone.
 */
final class Moments implements TimeSource {

	/** A multiple of every period used here. */
	private static final long START = 1_700_000_000_000_000_000L;

	/** Half a period of 10 s: where windows end, slots begin and a permit is refilled. */
	private static final long STEP = 5_000_000_000L;

	private final ThreadLocal<Long> now = ThreadLocal.withInitial(() -> START);

	/** Takes this thread to a moment. */
	long at(int moment) {
		long nanos = START + moment * STEP;
		this.now.set(nanos);
		return nanos;
	}

	/** Whether this thread is at a moment or a later one. */
	boolean isFrom(int moment) {
		return this.now.get() >= START + moment * STEP;
	}

	@Override
	public long nanos() {
		return this.now.get();
	}

	@Override
	public void sleep(long nanos) {
		throw new IllegalStateException("nobody sleeps here");
	}

}

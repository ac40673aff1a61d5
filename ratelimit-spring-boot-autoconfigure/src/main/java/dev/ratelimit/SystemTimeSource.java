package dev.ratelimit;

import java.util.concurrent.TimeUnit;

/**
 * The system's monotonic clock, set to the epoch once.
 */
final class SystemTimeSource implements TimeSource {

	private final long offset = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();

	@Override
	public long nanos() {
		return System.nanoTime() + this.offset;
	}

}

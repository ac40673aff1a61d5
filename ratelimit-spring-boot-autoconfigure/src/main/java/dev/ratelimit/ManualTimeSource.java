package dev.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock for tests: it stands still until it is advanced. Whoever sleeps on it moves it
 * on to the moment of waking, so that nothing waits in real time. Safe for use by many
 * threads.
 */
public final class ManualTimeSource implements TimeSource {

	private final AtomicLong now;

	/**
	 * A clock at 2026-01-01T00:00:00Z.
	 */
	public ManualTimeSource() {
		this(Instant.parse("2026-01-01T00:00:00Z"));
	}

	/**
	 * A clock at a moment.
	 * @param start from 1970 to 2116
	 */
	public ManualTimeSource(Instant start) {
		this.now = new AtomicLong(
				Math.addExact(TimeUnit.SECONDS.toNanos(start.getEpochSecond()), (long) start.getNano()));
	}

	@Override
	public long nanos() {
		return this.now.get();
	}

	/**
	 * Moves the clock on.
	 * @param time how far; not negative
	 * @throws IllegalArgumentException if the time is negative
	 */
	public void advance(Duration time) {
		if (time.isNegative()) {
			throw new IllegalArgumentException("Invalid advance (%s): must not be negative".formatted(time));
		}
		this.now.addAndGet(time.toNanos());
	}

	@Override
	public void sleep(long nanos) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		long due = this.now.get() + Math.max(nanos, 0);
		this.now.accumulateAndGet(due, Math::max);
	}

}

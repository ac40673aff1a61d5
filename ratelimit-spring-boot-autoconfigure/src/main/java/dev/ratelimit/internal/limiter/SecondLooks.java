package dev.ratelimit.internal.limiter;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Waits between the looks of the first caller in line for permits of a shared store,
 * which does not tell when other nodes give them back. The waits double up to a second
 * and vary, so that nodes do not ask in step.
 */
final class SecondLooks {

	private static final int FIRST_MILLIS = 10;

	private static final int LONGEST_MILLIS = 1000;

	private int millis = FIRST_MILLIS;

	/** How long to wait until the next look, in nanoseconds, at most as given. */
	long next(long mostNanos) {
		int next = this.millis - ThreadLocalRandom.current().nextInt(this.millis / 4);
		this.millis = Math.min(2 * this.millis, LONGEST_MILLIS);
		return Math.min(TimeUnit.MILLISECONDS.toNanos(next), mostNanos);
	}

}

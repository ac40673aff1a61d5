package dev.ratelimit.internal.limiter;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Looks of a caller whose turn it is at permits that others give back elsewhere, of which
 * nobody tells it: soon at first, then less and less often, and not all callers at once.
 */
final class SecondLooks {

	private static final int FIRST_MILLIS = 10;

	private static final int LONGEST_MILLIS = 1000;

	private int millis = FIRST_MILLIS;

	/** How long to wait until the next look, at most a time. */
	long next(long mostNanos) {
		int next = this.millis - ThreadLocalRandom.current().nextInt(this.millis / 4);
		this.millis = Math.min(2 * this.millis, LONGEST_MILLIS);
		return Math.min(TimeUnit.MILLISECONDS.toNanos(next), mostNanos);
	}

}

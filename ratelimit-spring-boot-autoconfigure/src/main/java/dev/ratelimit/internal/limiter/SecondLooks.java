package dev.ratelimit.internal.limiter;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Looks of a caller whose turn it is at permits that others give back elsewhere, of which
 * nobody tells it: soon at first, then less and less often, and not all callers at once.
 */
final class SecondLooks {

	private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

	private long interval = FIRST;

	/** How long to wait until the next look, at most a time. */
	long next(long most) {
		long next = this.interval - ThreadLocalRandom.current().nextLong(this.interval / 4);
		this.interval = Math.min(2 * this.interval, LONGEST);
		return Math.min(next, most);
	}

}

package dev.ratelimit.contract;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.RateLimiter;

/**
 * Caller that takes as much as it can get, and remembers how much it got when.
 */
final class Adversary {

	private final Clock clock;

	private final RateLimiter limiter;

	private final List<long[]> got = new ArrayList<>();

	Adversary(Clock clock, RateLimiter limiter) {
		this.clock = clock;
		this.limiter = limiter;
	}

	/** Takes all there is now, by calls for one permit. */
	Adversary drain() {
		while (take(1)) {
			// and again
		}
		return this;
	}

	boolean take(long permits) {
		boolean allowed = this.limiter.tryAcquire(Store.KEY, permits).allowed();
		if (allowed) {
			this.got.add(new long[] { this.clock.nanos(), permits });
		}
		return allowed;
	}

	Adversary sleep(long nanos) {
		this.clock.advance(nanos);
		return this;
	}

	/** The most it got within a time, of which one end does not belong to it. */
	long mostIn(long nanos) {
		long most = 0;
		long sum = 0;
		int from = 0;
		for (long[] last : this.got) {
			sum += last[1];
			while (this.got.get(from)[0] <= last[0] - nanos) {
				sum -= this.got.get(from++)[1];
			}
			most = Math.max(most, sum);
		}
		return most;
	}

}

package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;

/**
 * A store under test.
 */
interface Store {

	/** What every contract test limits to unless it says otherwise: slots of a second. */
	String RATE = "10/10s";

	long QUOTA = 10;

	String KEY = "somebody";

	/** The smallest time that this store tells apart. */
	default long tick() {
		return 1;
	}

	RateLimiterRegistry registry(TimeSource time, List<Limit> limits);

	/** A registry of limits with plans. */
	RateLimiterRegistry planned(TimeSource time, List<LimitTerms> limits);

	default RateLimiter limiter(TimeSource time, Limit limit) {
		return registry(time, List.of(limit)).get(limit.name());
	}

	default RateLimiter limiter(TimeSource time, Algorithm algorithm) {
		return limiter(time, Limit.of("api", algorithm, RATE));
	}

	/** How many calls for one permit an algorithm can admit at one moment. */
	static long burst(Algorithm algorithm) {
		return (algorithm == Algorithm.LEAKY_BUCKET) ? 1 : QUOTA;
	}

	/** Brings a key to where the whole burst can be spent, without spending. */
	static void open(Clock clock, RateLimiter limiter, Algorithm algorithm, String key) {
		if (algorithm == Algorithm.PACED_WINDOW) {
			limiter.tryAcquire(key, QUOTA);
			clock.advance(9_000_000_000L);
		}
	}

	/** Spends all that can be spent now by calls for one permit; returns how much. */
	static long drain(RateLimiter limiter, String key) {
		long admitted = 0;
		while (limiter.tryAcquire(key).allowed()) {
			admitted++;
		}
		return admitted;
	}

	/** A limiter under which the key has spent all that it could at once. */
	default RateLimiter drained(Clock clock, Algorithm algorithm) {
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		return limiter;
	}

}

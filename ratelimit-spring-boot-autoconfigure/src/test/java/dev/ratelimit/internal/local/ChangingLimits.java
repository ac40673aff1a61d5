package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * A registry whose limits a test changes. Beside a single limit it has one that is never
 * used up, to be asked for together with it.
 */
final class ChangingLimits {

	private final ManualTimeSource clock;

	ChangingLimits(ManualTimeSource clock) {
		this.clock = clock;
	}

	LocalRateLimiterRegistry registry(@Nullable LimitResolver resolver, Limit... limits) {
		List<Limit> all = new ArrayList<>(List.of(limits));
		all.add(Limit.of("other", Algorithm.FIXED_WINDOW, "1000000/1d"));
		if (limits.length > 1) {
			all.remove(limits.length);
		}
		return new LocalRateLimiterRegistry(all, Map.of(), resolver, this.clock, 1_000_000);
	}

	/** Brings a paced window to where its whole quota can be spent. */
	void opened(RateLimiter limiter, Algorithm algorithm, String key) {
		if (algorithm == Algorithm.PACED_WINDOW) {
			limiter.tryAcquire(key, limiter.peek(key).quota());
			this.clock.advance(Duration.ofHours(1).minusNanos(1));
		}
	}

}

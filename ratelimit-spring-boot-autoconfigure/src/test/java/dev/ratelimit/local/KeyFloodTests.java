package dev.ratelimit.local;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyFloodTests {

	private static final int STRANGERS = 5_000_000;

	private static final long MAXIMUM_SIZE = 10_000;

	/** 10,000 keys need about 2 MB; five million would need a thousand. */
	private static final long MOST_GROWTH = 30L << 20;

	@Test
	void anAbuserGetsNotOneCallMoreWhileStrangersPassAndTheHeapStaysBounded() {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1d");
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null,
				new ManualTimeSource(), MAXIMUM_SIZE)) {
			RateLimiter limiter = registry.get("api");
			long before = usedHeap();
			long admitted = 0;
			for (int i = 0; i < STRANGERS; i++) {
				limiter.tryAcquire("stranger " + i);
				if (i % 50 == 0) {
					admitted += limiter.tryAcquire("abuser").permits();
				}
			}
			assertThat(admitted).isEqualTo(100);
			assertThat(usedHeap() - before).isLessThan(MOST_GROWTH);
			assertThat(registry.keys("api")).isLessThanOrEqualTo(MAXIMUM_SIZE);
			assertThat(registry.evictions("api")).isBetween(STRANGERS - 2 * MAXIMUM_SIZE, (long) STRANGERS);
		}
	}

	@Test
	void strangersOfWhomNothingCountsLeaveWithoutBeingForcedOut() throws InterruptedException {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1us");
		ManualTimeSource clock = new ManualTimeSource();
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, clock,
				MAXIMUM_SIZE)) {
			RateLimiter limiter = registry.get("api");
			for (int i = 0; i < 200_000; i++) {
				limiter.tryAcquire("stranger " + i);
				clock.sleep(1_000);
			}
			assertThat(registry.evictions("api")).isZero();
			assertThat(registry.keys("api")).isLessThanOrEqualTo(MAXIMUM_SIZE);
		}
	}

	private static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}

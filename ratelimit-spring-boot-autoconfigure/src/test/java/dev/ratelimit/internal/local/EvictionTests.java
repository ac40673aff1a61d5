package dev.ratelimit.internal.local;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What it costs to force keys out while they still count: their quota, once for each that
 * was counted.
 */
class EvictionTests {

	private static final int KEYS = 40;

	private static final int ROOM = 10;

	@ParameterizedTest
	@EnumSource
	void aKeyForcedOutHasItsQuotaOnceMore(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "3/1d");
		long each = (algorithm == Algorithm.LEAKY_BUCKET || algorithm == Algorithm.PACED_WINDOW) ? 1 : 3;
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null,
				new ManualTimeSource(), ROOM)) {
			RateLimiter limiter = registry.get("api");
			SplittableRandom random = new SplittableRandom(1);
			long admitted = 0;
			for (int call = 0; call < 20_000; call++) {
				admitted += limiter.tryAcquire("key " + random.nextInt(KEYS)).permits();
				assertThat(admitted).isLessThanOrEqualTo(each * (KEYS + registry.evictions("api")));
			}
			assertThat(registry.evictions("api")).isPositive();
			assertThat(admitted).isGreaterThan(each * KEYS);
		}
	}

}

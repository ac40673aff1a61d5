package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.contract.RateLimiterContractTests;
import dev.ratelimit.internal.remote.OnFailure;

/**
 * What every store must do, in Redis: in ticks of a microsecond.
 */
class RedisRateLimiterContractTests extends RateLimiterContractTests {

	@Override
	public RateLimiterRegistry registry(TimeSource time, List<Limit> limits) {
		RedisSettings settings = new RedisSettings(Redis.prefix(), Duration.ofSeconds(30), OnFailure.DENY, 0, "");
		return new RedisRateLimiterRegistry(limits, Map.of(), null, time, 1000, settings, null,
				new ClockedRunner(Redis.runner(), time));
	}

	@Override
	public long tick() {
		return 1_000;
	}

}

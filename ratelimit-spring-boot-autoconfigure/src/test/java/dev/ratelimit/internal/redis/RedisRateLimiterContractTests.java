package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.contract.RateLimiterContractTests;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.remote.Clock;
import dev.ratelimit.internal.remote.OnFailure;
import org.jspecify.annotations.Nullable;

/**
 * What every store must do, in Redis: in ticks of a microsecond.
 */
class RedisRateLimiterContractTests extends RateLimiterContractTests {

	@Override
	public RateLimiterRegistry registry(TimeSource time, List<Limit> limits, @Nullable LimitResolver resolver) {
		return registry(TermsInForce.withOverrides(limits, Map.of()), resolver, time);
	}

	@Override
	public RateLimiterRegistry planned(TimeSource time, List<LimitTerms> limits) {
		return registry(limits, null, time);
	}

	private static RateLimiterRegistry registry(List<LimitTerms> limits, @Nullable LimitResolver resolver,
			TimeSource time) {
		RedisSettings settings = new RedisSettings(Redis.prefix(), Duration.ofSeconds(30), OnFailure.DENY, 0, "");
		return new RedisRateLimiterRegistry(limits, resolver, time, 1000, settings, null,
				new ClockedRunner(Redis.runner(), time), Clock.SYSTEM);
	}

	@Override
	public long tick() {
		return 1_000;
	}

}

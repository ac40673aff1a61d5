package dev.ratelimit.internal.local;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.contract.RateLimiterContractTests;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.jspecify.annotations.Nullable;

class LocalRateLimiterContractTests extends RateLimiterContractTests {

	@Override
	public RateLimiterRegistry registry(TimeSource time, List<Limit> limits, @Nullable LimitResolver resolver) {
		return new LocalRateLimiterRegistry(limits, Map.of(), resolver, time, 1_000_000);
	}

	@Override
	public RateLimiterRegistry planned(TimeSource time, List<LimitTerms> limits) {
		return new LocalRateLimiterRegistry(limits, null, time, 1_000_000);
	}

}

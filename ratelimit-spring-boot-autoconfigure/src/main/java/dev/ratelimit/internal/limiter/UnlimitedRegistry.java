package dev.ratelimit.internal.test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.DisabledRateLimiterRegistry;
import dev.ratelimit.internal.limiter.LimitTerms;

/**
 * Has a limiter that admits everything for whatever name it is asked for.
 */
final class UnlimitedRegistry implements RateLimiterRegistry {

	@Override
	public RateLimiter get(String name) {
		return all(name);
	}

	@Override
	public RateLimiter all(String... names) {
		List<LimitTerms> limits = Stream.of(names)
			.map((name) -> new LimitTerms(Limit.fixedWindow(name, "1/1s").build(), Map.of()))
			.toList();
		return new DisabledRateLimiterRegistry(limits).all(names);
	}

	@Override
	public Map<String, Limit> limits() {
		return Map.of();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return Map.of();
	}

	@Override
	public Map<String, Limit> plans(String name) {
		return Map.of();
	}

}

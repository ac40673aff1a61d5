package dev.ratelimit.internal.test;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.DisabledRateLimiterRegistry;

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
		List<Limit> limits = Stream.of(names).map((name) -> Limit.fixedWindow(name, "1/1s").build()).toList();
		return new DisabledRateLimiterRegistry(limits, Map.of()).all(names);
	}

	@Override
	public Map<String, Limit> limits() {
		return Map.of();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return Map.of();
	}

}

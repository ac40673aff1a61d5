package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;

/**
 * Has a limiter that admits everything for whatever name and plan it is asked for, where
 * no limits are read: in a test slice, and under {@code ratelimit.enabled=false} without
 * any.
 */
public final class UnlimitedRegistry implements RateLimiterRegistry {

	@Override
	public RateLimiter get(String name) {
		return all(name);
	}

	@Override
	public RateLimiter all(String... names) {
		if (names.length == 0) {
			throw new IllegalArgumentException("Invalid limits []: must be at least one, each once");
		}
		List<LimitTerms> limits = Stream.of(names)
			.map((name) -> new LimitTerms(Limit.fixedWindow(name, "1/1s").build(), Map.of()))
			.toList();
		TermsInForce inForce = new TermsInForce(limits);
		return DisabledRateLimiterRegistry.limiter(List.of(names), inForce, true);
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

package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;

/**
 * The registry under {@code ratelimit.enabled=false}: the limits are there, and admit
 * everything.
 */
public final class DisabledRateLimiterRegistry implements RateLimiterRegistry {

	private final TermsInForce inForce;

	private final NamedLimits<StoreLimiter> limiters;

	/**
	 * Limiters that admit everything.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 */
	public DisabledRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		this.inForce = new TermsInForce(limits, overrides);
		this.limiters = this.inForce.all().map((name) -> limiter(List.of(name)));
	}

	private StoreLimiter limiter(List<String> names) {
		return new WaitingLimiter(new FixedAnswer(names, this.inForce, true), new WaitingRooms(List.of()),
				TimeSource.system(), null);
	}

	@Override
	public RateLimiter get(String name) {
		return this.limiters.get(name);
	}

	@Override
	public RateLimiter all(String... names) {
		List<StoreLimiter> single = this.limiters.all(names);
		return (single.size() == 1) ? single.get(0) : limiter(List.of(names));
	}

	@Override
	public Map<String, Limit> limits() {
		return this.inForce.limits();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return this.inForce.get(name).overrides();
	}

}

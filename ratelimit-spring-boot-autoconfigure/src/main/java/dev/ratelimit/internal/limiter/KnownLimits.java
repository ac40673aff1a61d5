package dev.ratelimit.internal.limiter;

import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;

/**
 * A registry that shows what is in force in it.
 */
public interface KnownLimits extends RateLimiterRegistry {

	/**
	 * What is in force.
	 * @return the terms of every limit, as they are at any time
	 */
	TermsInForce inForce();

	@Override
	default Map<String, Limit> limits() {
		return inForce().limits();
	}

	@Override
	default Map<String, Limit> overrides(String name) {
		return inForce().get(name).overrides();
	}

	@Override
	default Map<String, Limit> plans(String name) {
		return inForce().get(name).plans();
	}

}

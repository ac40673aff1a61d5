package dev.ratelimit.internal.actuate;

import dev.ratelimit.internal.limiter.StoreRegistry;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Always up, since somebody always decides: an application that is taken out of service
 * while Redis is away would only turn a small outage into a large one.
 *
 * @param limiters say whether the fallback decides
 */
public record RateLimitHealthIndicator(StoreRegistry limiters) implements HealthIndicator {

	@Override
	public Health health() {
		return Health.up().withDetail("degraded", this.limiters.degraded()).build();
	}

}

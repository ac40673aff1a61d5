package dev.ratelimit.internal.actuate;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.StoreRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Always up, since either the store or its fallback decides: an application that is taken
 * out of service while its store is away would only turn a small outage into a large one.
 * While the fallback decides, and for some seconds after it has decided a call, the
 * reason is told.
 *
 * @param limiters the limiters; only a store's can be degraded
 */
public record RateLimitHealthIndicator(@Nullable RateLimiterRegistry limiters) implements HealthIndicator {

	@Override
	public Health health() {
		String reason = (this.limiters instanceof StoreRegistry store) ? store.degradation() : null;
		Health.Builder health = Health.up().withDetail("degraded", reason != null);
		return ((reason != null) ? health.withDetail("reason", reason) : health).build();
	}

}

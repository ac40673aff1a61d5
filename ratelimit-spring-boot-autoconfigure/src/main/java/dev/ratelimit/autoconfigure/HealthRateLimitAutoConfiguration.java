package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.actuate.RateLimitHealthIndicator;
import dev.ratelimit.internal.limiter.StoreRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the health component {@code ratelimit}, from Spring Boot 4 on.
 */
@AutoConfiguration(after = { RedisRateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class })
@ConditionalOnRateLimit
@ConditionalOnProperty(name = "ratelimit.store", havingValue = "redis")
@ConditionalOnClass(name = { "org.springframework.boot.health.contributor.HealthIndicator",
		"org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator" })
@ConditionalOnBean(StoreRegistry.class)
public final class HealthRateLimitAutoConfiguration {

	/**
	 * Apart, because what it is conditional on is of Spring Boot 4 itself.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("ratelimit")
	static class IndicatorConfiguration {

		/** The name makes the component's, {@code ratelimit}. */
		@Bean("ratelimitHealthIndicator")
		@ConditionalOnMissingBean(name = "ratelimitHealthIndicator")
		RateLimitHealthIndicator rateLimitHealthIndicator(StoreRegistry limiters) {
			return new RateLimitHealthIndicator(limiters);
		}

	}

}

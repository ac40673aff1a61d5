package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.actuate.RateLimitHealthIndicator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the health component {@code ratelimit}, from Spring Boot 4 on. It
 * is there whatever the store, so that a health group can name it.
 */
@AutoConfiguration(after = { RedisRateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class })
@ConditionalOnClass(name = { "org.springframework.boot.health.contributor.HealthIndicator",
		"org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator" })
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
		RateLimitHealthIndicator rateLimitHealthIndicator(ObjectProvider<RateLimiterRegistry> limiters) {
			return new RateLimitHealthIndicator(limiters.getIfAvailable());
		}

	}

}

package dev.ratelimit.autoconfigure;

import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.properties.RateLimitProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of limits kept in this process's memory, which is where they are
 * kept unless another store takes it on.
 */
@AutoConfiguration(after = RateLimitAutoConfiguration.class)
@ConditionalOnRateLimit
public final class LocalRateLimitAutoConfiguration {

	@Bean("dev.ratelimit.localRateLimiterRegistry")
	@ConditionalOnMissingBean(RateLimiterRegistry.class)
	LocalRateLimiterRegistry localRateLimiterRegistry(ConfiguredLimits configured,
			ObjectProvider<LimitResolver> resolver, TimeSource time, RateLimitProperties properties,
			ObjectProvider<LimiterListener> listeners) {
		return new LocalRateLimiterRegistry(new TermsInForce(configured.terms()), resolver.getIfAvailable(), time,
				KeyCapacities.of(properties), LimiterListener.of(listeners.orderedStream().toList()));
	}

}

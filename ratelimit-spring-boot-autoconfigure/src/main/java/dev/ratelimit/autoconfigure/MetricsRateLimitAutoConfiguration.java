package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.metrics.KeyGauges;
import dev.ratelimit.internal.metrics.MetricsListener;
import dev.ratelimit.internal.metrics.ObservationListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of meters and of what observations are told. Nothing that records
 * may need the {@link RateLimiterRegistry}, which needs the listeners.
 */
@AutoConfiguration(after = { RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration",
				"org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration" })
@ConditionalOnRateLimit
public final class MetricsRateLimitAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnSingleCandidate(MeterRegistry.class)
	static class MetersConfiguration {

		@Bean("dev.ratelimit.metricsListener")
		@Order(1)
		MetricsListener rateLimitMetricsListener(MeterRegistry registry, ConfiguredLimits configured, TimeSource time) {
			return new MetricsListener(registry, configured.limits(), time);
		}

		@Bean("dev.ratelimit.keyGauges")
		KeyGauges rateLimitKeyGauges(ObjectProvider<RateLimiterRegistry> limiters) {
			return new KeyGauges(() -> (limiters.getIfAvailable() instanceof StoreRegistry registry) ? registry : null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnSingleCandidate(ObservationRegistry.class)
	static class ObservationsConfiguration {

		@Bean("dev.ratelimit.observationListener")
		@Order(2)
		ObservationListener rateLimitObservationListener(ObservationRegistry registry) {
			return new ObservationListener(registry);
		}

	}

}

package dev.ratelimit.autoconfigure;

import java.util.concurrent.ThreadLocalRandom;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.actuate.LimitInsight;
import dev.ratelimit.internal.actuate.RateLimitsEndpoint;
import dev.ratelimit.internal.actuate.RateLimitsJmxExtension;
import dev.ratelimit.internal.actuate.RateLimitsWebExtension;
import dev.ratelimit.internal.actuate.RequestCounts;
import dev.ratelimit.internal.advice.LimitAdvice;
import dev.ratelimit.internal.advice.MostRefused;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.key.KeyMask;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.properties.RateLimitProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the endpoint {@code ratelimits}, where the application exposes
 * it.
 */
@AutoConfiguration(after = RateLimitAutoConfiguration.class,
		before = { LocalRateLimitAutoConfiguration.class, RedisRateLimitAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
public final class EndpointRateLimitAutoConfiguration {

	/**
	 * Counts only where the endpoint is exposed, as nothing else shows the counts.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(RateLimitsEndpoint.class)
	static class WhereItIsExposed {

		@Bean("dev.ratelimit.requestCounts")
		RequestCounts rateLimitRequestCounts() {
			return new RequestCounts();
		}

		@Bean("dev.ratelimit.mostRefused")
		MostRefused rateLimitMostRefused() {
			return new MostRefused();
		}

		@Bean("dev.ratelimit.limitAdvice")
		LimitAdvice rateLimitLimitAdvice(ObjectProvider<RateLimiterRegistry> limiters, TimeSource time) {
			return new LimitAdvice(
					() -> (limiters.getIfAvailable() instanceof StoreRegistry registry) ? registry : null, time,
					() -> ThreadLocalRandom.current().nextLong());
		}

		@Bean("dev.ratelimit.rateLimitsEndpoint")
		@ConditionalOnMissingBean
		RateLimitsEndpoint rateLimitsEndpoint(RateLimiterRegistry limiters, RequestCounts counts, MostRefused refused,
				LimitAdvice advice, LimitsInForce limits, RateLimitProperties properties) {
			return new RateLimitsEndpoint(limiters, counts, new LimitInsight(refused, advice), limits,
					new KeyMask(properties.hashSecret()));
		}

		@Bean("dev.ratelimit.rateLimitsWebExtension")
		RateLimitsWebExtension rateLimitsWebExtension(RateLimitsEndpoint endpoint) {
			return new RateLimitsWebExtension(endpoint);
		}

		@Bean("dev.ratelimit.rateLimitsJmxExtension")
		RateLimitsJmxExtension rateLimitsJmxExtension(RateLimitsEndpoint endpoint) {
			return new RateLimitsJmxExtension(endpoint);
		}

	}

}

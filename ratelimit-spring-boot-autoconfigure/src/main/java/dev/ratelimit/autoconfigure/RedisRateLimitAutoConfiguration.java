package dev.ratelimit.autoconfigure;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.changes.ChangesOfOtherNodes;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.redis.RedisRateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration of limits kept in Redis, on a connection of their own to where the
 * application's goes.
 */
@AutoConfiguration(after = RateLimitAutoConfiguration.class, before = LocalRateLimitAutoConfiguration.class,
		afterName = { "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
				"org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration" })
@ConditionalOnRateLimit
@ConditionalOnProperty(name = "ratelimit.store", havingValue = "redis")
@ImportRuntimeHints(RedisScriptHints.class)
public final class RedisRateLimitAutoConfiguration {

	private static final String LETTUCE = "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory";

	private static final String LETTUCE_CLIENT = "io.lettuce.core.RedisClient";

	private static InvalidConfigurationException missing(String problem, String remedy) {
		return new InvalidConfigurationException("ratelimit.store", "'redis' " + problem,
				remedy + ", or set ratelimit.store to local");
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { LETTUCE, LETTUCE_CLIENT })
	static class WithLettuce {

		@Bean("dev.ratelimit.redisRateLimiterRegistry")
		@ConditionalOnMissingBean(RateLimiterRegistry.class)
		RedisRateLimiterRegistry redisRateLimiterRegistry(ConfiguredLimits configured,
				ObjectProvider<LimitResolver> resolver, TimeSource time, RateLimitProperties properties,
				ObjectProvider<LimiterListener> listeners, ObjectProvider<LettuceConnectionFactory> connections) {
			LettuceConnectionFactory application = connections.getIfUnique();
			if (application == null) {
				throw missing(
						"needs one LettuceConnectionFactory to know where Redis is, and there is "
								+ (connections.stream().findAny().isPresent() ? "more than one" : "none"),
						"Set spring.data.redis.* and use Spring Boot's own, or mark the one to use as @Primary");
			}
			RateLimitProperties.Redis redis = properties.redis();
			RedisSettings settings = new RedisSettings(redis.keyPrefix(), redis.timeout(), redis.onFailure(),
					redis.lease(), properties.hashSecret());
			return RedisRateLimiterRegistry.connect(configured.limits(), configured.overrides(),
					resolver.getIfAvailable(), time, properties.cache().maximumSize(), settings,
					LimiterListener.of(listeners.orderedStream().toList()), application);
		}

		@Bean("dev.ratelimit.changesEagerInitialization")
		static LazyInitializationExcludeFilter rateLimitChangesEagerInitialization() {
			return LazyInitializationExcludeFilter.forBeanTypes(ChangesOfOtherNodes.class);
		}

		@Bean("dev.ratelimit.changesOfOtherNodes")
		@ConditionalOnBean(RedisRateLimiterRegistry.class)
		ChangesOfOtherNodes rateLimitChangesOfOtherNodes(LimitsInForce limits, RedisRateLimiterRegistry limiters) {
			return new ChangesOfOtherNodes(limits, limiters.sharedChanges());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass(LETTUCE)
	static class WithoutSpringDataRedis {

		@Bean("dev.ratelimit.redisRateLimiterRegistry")
		@ConditionalOnMissingBean(RateLimiterRegistry.class)
		RateLimiterRegistry redisRateLimiterRegistry() {
			throw missing("needs Spring Data Redis, which is not there",
					"Add the dependency org.springframework.boot:spring-boot-starter-data-redis");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = LETTUCE)
	@ConditionalOnMissingClass(LETTUCE_CLIENT)
	static class WithoutLettuce {

		@Bean("dev.ratelimit.redisRateLimiterRegistry")
		@ConditionalOnMissingBean(RateLimiterRegistry.class)
		RateLimiterRegistry redisRateLimiterRegistry() {
			throw missing("needs Lettuce, which is not there", "Add the dependency io.lettuce:lettuce-core");
		}

	}

}

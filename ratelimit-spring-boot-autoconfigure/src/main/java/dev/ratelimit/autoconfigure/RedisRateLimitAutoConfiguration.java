package dev.ratelimit.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.changes.ChangesOfOtherNodes;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.redis.RedisConnectionFactories;
import dev.ratelimit.internal.redis.RedisKeyPrefix;
import dev.ratelimit.internal.redis.RedisRateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisSettings;
import dev.ratelimit.internal.remote.OnFailure;

import org.springframework.beans.factory.ListableBeanFactory;
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
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

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

	/** By a class of each. */
	private static final Map<String, String> OTHER_CLIENTS = new TreeMap<>(
			Map.of("redis.clients.jedis.Jedis", "Jedis", "org.redisson.Redisson", "Redisson"));

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
				ObjectProvider<LimiterListener> listeners, ListableBeanFactory beans, Environment environment) {
			RateLimitProperties.Redis redis = properties.redis();
			String prefix = RedisKeyPrefix.of(redis.keyPrefix(), environment.getProperty("spring.application.name"));
			RedisSettings settings = new RedisSettings(prefix, redis.timeout(), redis.onFailure(), redis.lease(),
					properties.hashSecret(), onFailures(properties));
			return RedisRateLimiterRegistry.connect(configured.terms(), resolver.getIfAvailable(), time,
					KeyCapacities.of(properties).split(configured.terms().size()), settings,
					LimiterListener.of(listeners.orderedStream().toList()),
					new RedisConnectionFactories(beans).choose(redis.connectionFactory()));
		}

		private static Map<String, OnFailure> onFailures(RateLimitProperties properties) {
			Map<String, OnFailure> own = new HashMap<>();
			properties.limits().forEach((name, limit) -> {
				if (limit.onFailure() != null) {
					own.put(name, limit.onFailure());
				}
			});
			return own;
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
			String others = OTHER_CLIENTS.entrySet()
				.stream()
				.filter((client) -> ClassUtils.isPresent(client.getKey(), getClass().getClassLoader()))
				.map(Map.Entry::getValue)
				.collect(Collectors.joining(" and "));
			throw missing("needs Lettuce, which is not there" + (others.isEmpty() ? "" : ", only " + others + " is"),
					"Add the dependency io.lettuce:lettuce-core"
							+ (others.isEmpty() ? "" : " and a LettuceConnectionFactory bean beside it"));
		}

	}

}

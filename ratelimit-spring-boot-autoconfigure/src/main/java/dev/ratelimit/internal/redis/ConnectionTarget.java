package dev.ratelimit.internal.redis;

import java.lang.reflect.Field;

import dev.ratelimit.InvalidConfigurationException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Where an application's connections go, and with what credentials. These are asked for
 * at each connection, so that a password that was changed counts from the next one on.
 */
final class ConnectionTarget {

	/** The factory shows some kinds of configuration by name, but not every one. */
	private static final String FIELD = "configuration";

	private ConnectionTarget() {
	}

	/**
	 * The target of a factory.
	 * @param application the application's factory
	 * @return its own configuration, not a copy
	 * @throws InvalidConfigurationException if it cannot be known
	 */
	static RedisConfiguration of(LettuceConnectionFactory application) {
		RedisConfiguration cluster = application.getClusterConfiguration();
		if (cluster != null) {
			return cluster;
		}
		RedisConfiguration sentinel = application.getSentinelConfiguration();
		if (sentinel != null) {
			return sentinel;
		}
		RedisConfiguration socket = application.getSocketConfiguration();
		return (socket != null) ? socket : configuration(application);
	}

	private static RedisConfiguration configuration(LettuceConnectionFactory application) {
		Field field = ReflectionUtils.findField(LettuceConnectionFactory.class, FIELD, RedisConfiguration.class);
		if (field != null) {
			ReflectionUtils.makeAccessible(field);
			if (ReflectionUtils.getField(field, application) instanceof RedisConfiguration configuration) {
				return configuration;
			}
		}
		throw new InvalidConfigurationException("ratelimit.store",
				"'redis' cannot be told where %s connects to".formatted(application),
				"Make the factory from a configuration of its own, such as a RedisStandaloneConfiguration");
	}

	/** Credentials as they are when they are asked for. */
	static RedisCredentialsProviderFactory credentials() {
		return new RedisCredentialsProviderFactory() {

			@Override
			public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
				return RedisCredentialsProvider
					.from(() -> credentials(RedisConfiguration.getUsernameOrElse(configuration, () -> null),
							RedisConfiguration.getPasswordOrElse(configuration, RedisPassword::none)));
			}

			@Override
			public RedisCredentialsProvider createSentinelCredentialsProvider(
					RedisSentinelConfiguration configuration) {
				return RedisCredentialsProvider
					.from(() -> credentials(configuration.getSentinelUsername(), configuration.getSentinelPassword()));
			}

		};
	}

	private static RedisCredentials credentials(@Nullable String username, RedisPassword password) {
		return RedisCredentials.just(username, password.map(String::valueOf).orElse(null));
	}

}

package dev.ratelimit.internal.redis;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What the names of an application's keys begin with, so that two applications on one
 * Redis do not share what they count.
 */
public final class RedisKeyPrefix {

	private static final String DEFAULT = "ratelimit:";

	private static final Log logger = LogFactory.getLog(RedisKeyPrefix.class);

	private RedisKeyPrefix() {
	}

	/**
	 * The prefix of an application. Warns if it is that of others, too.
	 * @param configured what is configured; null for the default
	 * @param application the application's name, or null
	 * @return the prefix
	 */
	public static String of(@Nullable String configured, @Nullable String application) {
		if (configured != null) {
			return configured;
		}
		if (!StringUtils.hasText(application)) {
			logger.warn("spring.application.name is not set: applications without a name share their limits "
					+ "if they use the same Redis. Set it, or ratelimit.redis.key-prefix");
			return DEFAULT;
		}
		// A brace would begin or end a cluster's hash tag
		return DEFAULT + application.replace("%", "%25").replace("{", "%7B").replace("}", "%7D") + ":";
	}

}

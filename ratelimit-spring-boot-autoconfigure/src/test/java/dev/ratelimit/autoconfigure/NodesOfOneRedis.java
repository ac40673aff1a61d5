package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Several nodes on one Redis. Each asks on its own every two seconds; here the tests have
 * them ask.
 */
abstract class NodesOfOneRedis {

	static final String KEY = "ratelimit:changes";

	static RedisServer server;

	final ApplicationContextRunner node = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RateLimitAutoConfiguration.class,
				RedisRateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.store=redis", "ratelimit.redis.timeout=5s", "ratelimit.limits.api.rate=30/1d",
				"ratelimit.limits.login.rate=5/1d", "ratelimit.limits.login.algorithm=fixed-window",
				"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + server.port());

	@BeforeAll
	static void start() {
		server = RedisServer.start();
	}

	@AfterAll
	static void end() {
		server.close();
	}

	@BeforeEach
	void forget() {
		this.node.run((context) -> context.getBean(StringRedisTemplate.class).delete(KEY));
	}

	static LimitsInForce changes(ApplicationContext context) {
		return context.getBean(LimitsInForce.class);
	}

	static long quota(ApplicationContext context, String limit) {
		return context.getBean(RateLimiterRegistry.class).get(limit).peek("somebody").quota();
	}

}

package dev.ratelimit.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Decision;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisRateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisServer;
import io.lettuce.core.RedisClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class RedisRateLimitAutoConfigurationTests {

	private static RedisServer server;

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RateLimitAutoConfiguration.class,
				RedisRateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.api.rate=30/1d", "ratelimit.redis.timeout=5s",
				"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + server.port(),
				"spring.data.redis.password=secret");

	@BeforeAll
	static void start() {
		server = RedisServer.start("--requirepass", "secret");
	}

	@AfterAll
	static void end() {
		server.close();
	}

	@Test
	void theStoreIsLocalUnlessToldOtherwise() {
		this.context.run((context) -> assertThat(context).hasSingleBean(RateLimiterRegistry.class)
			.hasSingleBean(LocalRateLimiterRegistry.class));
	}

	@Test
	void theRedisStoreUsesWhatTheApplicationIsConnectedToAndLeavesItsBeansAlone() {
		this.context.withPropertyValues("ratelimit.store=redis", "ratelimit.redis.key-prefix=own:").run((context) -> {
			assertThat(context).hasSingleBean(RedisRateLimiterRegistry.class)
				.hasSingleBean(RateLimiterRegistry.class)
				.hasSingleBean(RedisConnectionFactory.class)
				.hasSingleBean(LettuceConnectionFactory.class);
			Decision decision = context.getBean(RateLimiterRegistry.class).get("api").tryAcquire("somebody");
			assertThat(decision.degraded()).isFalse();
			assertThat(context.getBean(StringRedisTemplate.class).hasKey("own:{somebody}:api:token-bucket:1")).isTrue();
		});
	}

	@Test
	void severalContextsTogetherAdmitExactlyTheLimit() throws InterruptedException {
		ApplicationContextRunner node = this.context.withPropertyValues("ratelimit.store=redis",
				"ratelimit.redis.on-failure=deny");
		AtomicInteger admitted = new AtomicInteger();
		node.run((first) -> node.run((second) -> node.run((third) -> {
			List<Thread> threads = new ArrayList<>();
			for (var context : List.of(first, second, third)) {
				for (int i = 0; i < 2; i++) {
					threads.add(new Thread(() -> {
						for (int call = 0; call < 20; call++) {
							Decision decision = context.getBean(RateLimiterRegistry.class)
								.get("api")
								.tryAcquire("shared");
							admitted.addAndGet(decision.allowed() ? 1 : 0);
						}
					}));
				}
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
		})));
		assertThat(admitted.get()).isEqualTo(30);
	}

	@Test
	void withoutSpringDataRedisTheApplicationDoesNotStart() {
		this.context.withPropertyValues("ratelimit.store=redis")
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("ratelimit.store")
				.hasMessageContaining("spring-boot-starter-data-redis"));
	}

	@Test
	void withoutLettuceTheApplicationDoesNotStart() {
		this.context.withPropertyValues("ratelimit.store=redis")
			.withClassLoader(new FilteredClassLoader(RedisClient.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("lettuce-core"));
	}

	@Test
	void withoutAConnectionFactoryTheApplicationDoesNotStart() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RateLimitAutoConfiguration.class, RedisRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.store=redis", "ratelimit.limits.api.rate=5/s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("LettuceConnectionFactory")
				.hasMessageContaining("spring.data.redis"));
	}

	@Test
	void aLimitThatRedisCannotCountStopsTheStart() {
		this.context.withPropertyValues("ratelimit.store=redis", "ratelimit.limits.fine.rate=10/500ns")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("ratelimit.limits.fine.rate")
				.hasMessageContaining("10/500ns"));
	}

	@Test
	void valuesOutOfRangeAreFoundAtStartUp() {
		for (String value : List.of("timeout=0s", "timeout=-1s", "timeout=2h", "lease=-1", "on-failure=panic",
				"key-prefix=a{}b:")) {
			this.context.withPropertyValues("ratelimit.redis." + value)
				.run((context) -> assertThat(context).as(value).hasFailed());
		}
	}

	@Test
	void aSecretKeepsKeysOutOfRedis() {
		this.context
			.withPropertyValues("ratelimit.store=redis", "ratelimit.redis.key-prefix=hashed:",
					"ratelimit.hash-secret=pepper")
			.run((context) -> {
				context.getBean(RateLimiterRegistry.class).get("api").tryAcquire("somebody");
				assertThat(context.getBean(StringRedisTemplate.class).keys("hashed:*")).singleElement()
					.asString()
					.doesNotContain("somebody");
			});
	}

}

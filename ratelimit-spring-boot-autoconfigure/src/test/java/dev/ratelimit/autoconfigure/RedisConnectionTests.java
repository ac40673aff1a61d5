package dev.ratelimit.autoconfigure;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.redis.RedisServer;
import dev.ratelimit.internal.redis.SlowTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which Redis is asked, and that the application's own connections are left alone.
 */
@Timeout(120)
class RedisConnectionTests {

	private static RedisServer server;

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				RedisRateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.store=redis", "ratelimit.limits.api.rate=30/1d", "ratelimit.redis.timeout=5s",
				"spring.application.name=shop", "test.port=" + server.port());

	private final ApplicationContextRunner context = this.bare
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + server.port(), "spring.data.redis.host=127.0.0.1");

	@BeforeAll
	static void start() {
		server = RedisServer.start();
	}

	@AfterAll
	static void end() {
		server.close();
	}

	@Test
	void aStaticMasterIsAskedNotLocalhost() {
		try (RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + server.port())) {
			this.bare.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
				.withPropertyValues("spring.data.redis.masterreplica.nodes=127.0.0.1:%d,127.0.0.1:%d"
					.formatted(server.port(), replica.port()))
				.run((context) -> assertThat(decide(context).degraded()).isFalse());
		}
	}

	@Test
	void theUrlSaysWhere() {
		this.bare.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.url=redis://127.0.0.1:%d/3".formatted(server.port()))
			.run((context) -> {
				assertThat(decide(context).degraded()).isFalse();
				assertThat(context.getBean(StringRedisTemplate.class).keys("ratelimit:shop:*")).hasSize(1);
			});
	}

	@Test
	void aBeanOfTheInterfaceIsEnough() {
		this.bare.withUserConfiguration(One.class).run((context) -> assertThat(decide(context).degraded()).isFalse());
	}

	@Test
	void ofSeveralOneIsChosenByName() {
		this.bare.withUserConfiguration(Several.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("ratelimit.redis.connection-factory")
				.hasMessageContaining("one (LettuceConnectionFactory)")
				.hasMessageContaining("other (LettuceConnectionFactory)"));
		this.bare.withUserConfiguration(Several.class)
			.withPropertyValues("ratelimit.redis.connection-factory=one")
			.run((context) -> assertThat(decide(context).degraded()).isFalse());
		this.bare.withUserConfiguration(Several.class)
			.withPropertyValues("ratelimit.redis.connection-factory=ohter")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("other"));
	}

	@Test
	void anotherClientAloneIsNamed() {
		this.bare.withUserConfiguration(Foreign.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("LettuceConnectionFactory")
				.hasMessageContaining("foreign"));
	}

	@Test
	void theEndOfAChildContextIsNotTheEndOfItsParentsConnections() {
		this.context.withPropertyValues("ratelimit.store=local").run((parent) -> {
			StringRedisTemplate redis = parent.getBean(StringRedisTemplate.class);
			this.bare.withParent(parent).run((child) -> assertThat(decide(child).degraded()).isFalse());
			redis.opsForValue().set("still", "alive");
			parent.getBean(LettuceConnectionFactory.class).resetConnection();
			assertThat(redis.opsForValue().get("still")).isEqualTo("alive");
		});
	}

	@Test
	void afterAStopNoConnectionIsLeftAndAfterAStartItIsBack() {
		this.context.run((context) -> {
			assertThat(decide(context).degraded()).isFalse();
			context.getSourceApplicationContext().stop();
			long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
			while (connections() > 1) {
				// The server hears of it later
				assertThat(System.nanoTime()).as("left for good").isLessThan(end);
				LockSupport.parkNanos(10_000_000);
			}
			assertThat(decide(context).degraded()).isTrue();
			context.getSourceApplicationContext().start();
			while (decide(context).degraded()) {
				Thread.onSpinWait();
			}
		});
	}

	@Test
	void twoApplicationsWithTheSameLimitDoNotShareIt() {
		ApplicationContextRunner shop = this.context.withPropertyValues("ratelimit.limits.api.rate=1/1d");
		ApplicationContextRunner bank = shop.withPropertyValues("spring.application.name=bank");
		shop.run((first) -> bank.run((other) -> shop.run((second) -> {
			assertThat(decide(first, "both").allowed()).isTrue();
			assertThat(decide(other, "both").allowed()).isTrue();
			assertThat(decide(second, "both").allowed()).isFalse();
			first.getBean(LimitsInForce.class).change("api", "7/1d", null, null, null);
			second.getBean(LimitsInForce.class).poll();
			other.getBean(LimitsInForce.class).poll();
			assertThat(decide(second, "both").quota()).isEqualTo(7);
			assertThat(decide(other, "both").quota()).isEqualTo(1);
			first.getBean(LimitsInForce.class).takeBack("api");
		})));
	}

	@Test
	void aSlowHandshakeIsWaitedForAsTheApplicationDoes() throws Exception {
		try (SlowTls proxy = new SlowTls(server.port(), Duration.ofMillis(1_300))) {
			this.context.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
				.withPropertyValues("spring.data.redis.port=" + proxy.port(), "spring.data.redis.ssl.bundle=redis",
						"spring.data.redis.timeout=5s", "spring.data.redis.connect-timeout=5s",
						"spring.ssl.bundle.jks.redis.truststore.location=file:" + proxy.trusted(),
						"spring.ssl.bundle.jks.redis.truststore.password=changeit")
				.run((context) -> {
					long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
					while (decide(context).degraded()) {
						assertThat(System.nanoTime()).as("degraded for good").isLessThan(end);
						LockSupport.parkNanos(10_000_000);
					}
				});
		}
	}

	@Test
	void aPasswordThatWasChangedIsAskedForAnew() {
		try (RedisServer own = RedisServer.start("--requirepass", "first")) {
			this.context
				.withPropertyValues("spring.data.redis.port=" + own.port(), "spring.data.redis.password=first",
						"ratelimit.limits.api.rate=1000000/1d")
				.run((context) -> {
					assertThat(decide(context).degraded()).isFalse();
					context.getBean(LettuceConnectionFactory.class).getStandaloneConfiguration().setPassword("second");
					own.kill();
					own.restart("--requirepass", "second");
					while (decide(context).degraded()) {
						Thread.onSpinWait();
					}
				});
		}
	}

	/** The one that counts is among them. */
	private static long connections() {
		return Arrays.stream(server.command("CLIENT", "LIST", "TYPE", "normal").split("\n"))
			.filter((line) -> line.startsWith("id="))
			.count();
	}

	private static Decision decide(ApplicationContext context) {
		return decide(context, "somebody");
	}

	private static Decision decide(ApplicationContext context, String key) {
		return context.getBean(RateLimiterRegistry.class).get("api").tryAcquire(key);
	}

	@Configuration(proxyBeanMethods = false)
	static class One {

		@Bean
		RedisConnectionFactory one(Environment environment) {
			return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1",
					environment.getRequiredProperty("test.port", Integer.class)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Several extends One {

		@Bean
		RedisConnectionFactory other() {
			return new LettuceConnectionFactory("127.0.0.1", 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Foreign {

		@Bean
		RedisConnectionFactory foreign() {
			return (RedisConnectionFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { RedisConnectionFactory.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "hashCode" -> 1;
						case "equals" -> proxy == arguments[0];
						default -> "another client";
					});
		}

	}

}

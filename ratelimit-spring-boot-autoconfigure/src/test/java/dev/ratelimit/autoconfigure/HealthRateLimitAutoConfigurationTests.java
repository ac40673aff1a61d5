package dev.ratelimit.autoconfigure;

import java.util.Map;

import dev.ratelimit.internal.actuate.RateLimitHealthIndicator;
import dev.ratelimit.internal.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class HealthRateLimitAutoConfigurationTests {

	private static final String COMPONENT = "ratelimit";

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				RateLimitAutoConfiguration.class, RedisRateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, HealthRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.api.rate=30/1d", "ratelimit.redis.timeout=5s",
				"spring.data.redis.host=127.0.0.1");

	@Test
	void withRedisThereItIsUpAndNotDegraded() {
		try (RedisServer server = RedisServer.start()) {
			this.application.withPropertyValues("ratelimit.store=redis", "spring.data.redis.port=" + server.port())
				.run((context) -> {
					Health health = health(context.getBean(HealthContributorRegistry.class));
					assertThat(health.getStatus()).isEqualTo(Status.UP);
					assertThat(health.getDetails()).containsExactly(Map.entry("degraded", false));
				});
		}
	}

	@Test
	void whileTheFallbackDecidesItIsUpAndDegraded() {
		this.application.withPropertyValues("ratelimit.store=redis", "spring.data.redis.port=1").run((context) -> {
			Health health = health(context.getBean(HealthContributorRegistry.class));
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("degraded", true).containsOnlyKeys("degraded", "reason");
			assertThat(health.getDetails().get("reason")).asString().contains("Connection refused");
		});
	}

	private static Health health(HealthContributorRegistry registry) {
		HealthIndicator indicator = (HealthIndicator) registry.getContributor(COMPONENT);
		assertThat(indicator).isNotNull();
		return indicator.health(true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ratelimit.store=local", "ratelimit.enabled=false" })
	void whateverTheStoreItIsThereAndUp(String property) {
		this.application.withPropertyValues(property).run((context) -> {
			Health health = health(context.getBean(HealthContributorRegistry.class));
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsExactly(Map.entry("degraded", false));
		});
	}

	@Test
	void itIsNotThereWhereItIsNotWanted() {
		this.application.withPropertyValues("management.health.ratelimit.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RateLimitHealthIndicator.class));
	}

	@Test
	void whereTheHealthOfSpringBoot4IsAbsentAllElseStarts() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RateLimitAutoConfiguration.class,
					RedisRateLimitAutoConfiguration.class, HealthRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.limits.api.rate=30/1d", "ratelimit.store=redis",
					"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=1")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("ratelimitHealthIndicator"));
	}

}

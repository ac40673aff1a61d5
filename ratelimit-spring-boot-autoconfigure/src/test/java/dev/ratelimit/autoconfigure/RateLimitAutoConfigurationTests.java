package dev.ratelimit.autoconfigure;

import java.time.Duration;

import dev.ratelimit.LimitResolver;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class RateLimitAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.api.rate=2/1m", "ratelimit.limits.api.overrides.vip.rate=3/1m");

	@Test
	void limitsAreKeptInMemoryByDefault() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(LocalRateLimiterRegistry.class).hasSingleBean(TimeSource.class);
			assertThat(admittedOf(5, context.getBean(RateLimiterRegistry.class).get("api"), "somebody")).isEqualTo(2);
			assertThat(admittedOf(5, context.getBean(RateLimiterRegistry.class).get("api"), "vip")).isEqualTo(3);
		});
	}

	@Test
	void nothingIsNeededBesidesSpringBootAndCaffeine() {
		this.runner
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web",
					"org.springframework.security", "org.springframework.transaction"))
			.run((context) -> assertThat(context).hasSingleBean(LocalRateLimiterRegistry.class));
	}

	@Test
	void aRegistryOfTheUsersReplacesOurs() {
		RateLimiterRegistry registry = mock(RateLimiterRegistry.class);
		this.runner.withBean("theirs", RateLimiterRegistry.class, () -> registry)
			.run((context) -> assertThat(context.getBean(RateLimiterRegistry.class)).isSameAs(registry));
	}

	@Test
	void aTimeSourceOfTheUsersIsTheClock() {
		ManualTimeSource time = new ManualTimeSource();
		this.runner.withBean(TimeSource.class, () -> time).run((context) -> {
			RateLimiter limiter = context.getBean(RateLimiterRegistry.class).get("api");
			assertThat(admittedOf(5, limiter, "key")).isEqualTo(2);
			time.advance(Duration.ofMinutes(1));
			assertThat(admittedOf(5, limiter, "key")).isEqualTo(2);
		});
	}

	@Test
	void aLimitResolverOfTheUsersIsAsked() {
		this.runner.withUserConfiguration(Plans.class)
			.run((context) -> assertThat(
					admittedOf(9, context.getBean(RateLimiterRegistry.class).get("api"), "somebody"))
				.isEqualTo(7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "off", "no" })
	void switchedOffEverythingIsAdmitted(String off) {
		this.runner.withPropertyValues("ratelimit.enabled=" + off).run((context) -> {
			RateLimiterRegistry registry = context.getBean(RateLimiterRegistry.class);
			assertThat(registry.limits()).containsOnlyKeys("api");
			assertThat(admittedOf(100, registry.get("api"), "key")).isEqualTo(100);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "on", "yes" })
	void switchedOnItLimits(String on) {
		this.runner.withPropertyValues("ratelimit.enabled=" + on)
			.run((context) -> assertThat(context).hasSingleBean(LocalRateLimiterRegistry.class));
	}

	@Test
	void switchedOffWithoutLimitsAnyNameIsAdmitted() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.enabled=false")
			.run((context) -> {
				RateLimiter limiter = context.getBean(RateLimiterRegistry.class).get("api");
				assertThat(limiter.withPlan("pro").tryAcquire("ada", 100).allowed()).isTrue();
			});
	}

	@Test
	void mistakesAreFoundEvenIfSwitchedOff() {
		this.runner.withPropertyValues("ratelimit.enabled=false", "ratelimit.limits.api.capacity=0")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.limits.api.capacity"));
	}

	@Test
	void lazyBeansAreCheckedAtStartUpToo() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("ratelimit.limits.api.capacity=0")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.limits.api.capacity"));
	}

	private static long admittedOf(int calls, RateLimiter limiter, String key) {
		long admitted = 0;
		for (int i = 0; i < calls; i++) {
			admitted += limiter.tryAcquire(key).allowed() ? 1 : 0;
		}
		return admitted;
	}

	@Configuration(proxyBeanMethods = false)
	static class Plans {

		@Bean
		LimitResolver plans() {
			return (configured, key) -> configured.withRate("7/1m");
		}

	}

}

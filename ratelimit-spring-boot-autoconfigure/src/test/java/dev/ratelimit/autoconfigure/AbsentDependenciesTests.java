package dev.ratelimit.autoconfigure;

import java.util.List;
import java.util.stream.StreamSupport;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.method.RateLimitedPostProcessor;
import dev.ratelimit.internal.servlet.RateLimitFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All of the auto-configurations with a part of what they can use missing. That real
 * class paths without it work is shown by the applications under {@code compatibility}.
 */
class AbsentDependenciesTests {

	private static final String[] PROPERTIES = { "ratelimit.limits.api.rate=1/1d", "ratelimit.web.rules[0].limits=api",
			"ratelimit.web.rules[0].paths=/**" };

	@Test
	void allAutoConfigurationsAreTaken() {
		assertThat(all()).contains(RateLimitAutoConfiguration.class, WebRateLimitAutoConfiguration.class)
			.hasSizeGreaterThan(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.web.servlet", "org.springframework.security",
			"org.springframework.data", "io.lettuce", "org.springframework.transaction", "io.micrometer",
			"org.springframework.boot.actuate", "org.springframework.boot.health", "org.springframework.boot.data",
			"org.springframework.boot.webmvc", "org.springframework.boot.micrometer", "tools.jackson",
			"org.glassfish.jersey", "org.springframework.graphql", "org.springframework.messaging" })
	void aServletApplicationDoesWithout(String missing) {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(all().toArray(Class[]::new)))
			.withPropertyValues(PROPERTIES)
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> {
				assertLimits(context);
				assertThat(context.getBeansOfType(FilterRegistrationBean.class).values())
					.anySatisfy((filter) -> assertThat(filter.getFilter()).isInstanceOf(RateLimitFilter.class));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jakarta.servlet", "org.springframework.web", "org.springframework.http" })
	void anApplicationWithoutWebDoesWithout(String missing) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(all().toArray(Class[]::new)))
			.withPropertyValues(PROPERTIES)
			.withClassLoader(new FilteredClassLoader(missing))
			.run(AbsentDependenciesTests::assertLimits);
	}

	@Test
	void aReactiveApplicationHasNoFilter() {
		new ReactiveWebApplicationContextRunner().withConfiguration(AutoConfigurations.of(all().toArray(Class[]::new)))
			.withPropertyValues(PROPERTIES)
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet"))
			.run((context) -> {
				assertLimits(context);
				assertThat(context).doesNotHaveBean(WebRateLimitAutoConfiguration.class);
			});
	}

	private static List<Class<?>> all() {
		return StreamSupport
			.stream(ImportCandidates.load(AutoConfiguration.class, AbsentDependenciesTests.class.getClassLoader())
				.spliterator(), false)
			.filter((name) -> name.startsWith("dev.ratelimit."))
			.<Class<?>>map(AbsentDependenciesTests::load)
			.toList();
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void assertLimits(ApplicationContext context) {
		RateLimiter limiter = context.getBean(RateLimiterRegistry.class).get("api");
		assertThat(limiter.tryAcquire("key").allowed()).isTrue();
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		assertThat(context.getBean(RateLimitedPostProcessor.class).limitedMethods()).isEmpty();
	}

}

package dev.ratelimit.internal.method;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.method.MistakenExpressions.UnknownArgument;
import dev.ratelimit.internal.method.MistakenMethods.OnInterface;
import dev.ratelimit.internal.method.MistakenMethods.UnknownLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What stops the application.
 */
class RateLimitedStartUpTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@ParameterizedTest
	@MethodSource({ "dev.ratelimit.internal.method.MistakenMethods#all",
			"dev.ratelimit.internal.method.MistakenExpressions#all" })
	void stopsAtMistakes(Class<?> type, String where, String problem, String remedy) {
		this.runner.withBean(type)
			.run((context) -> assertFailure(context.getStartupFailure(), type, where, problem, remedy));
	}

	@ParameterizedTest
	@MethodSource({ "dev.ratelimit.internal.method.MistakenMethods#all",
			"dev.ratelimit.internal.method.MistakenExpressions#all" })
	void stopsAtMistakesInBeansThatAreNotCreatedYet(Class<?> type, String where, String problem, String remedy) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setLazyInit(true);
		this.runner
			.withInitializer(
					(context) -> ((GenericApplicationContext) context).registerBeanDefinition("lazy", definition))
			.run((context) -> assertFailure(context.getStartupFailure(), type, where, problem, remedy));
	}

	@Test
	void namesAllMistakesOfAllBeansAtOnce() {
		this.runner.withBean(UnknownLimit.class)
			.withBean(UnknownArgument.class)
			.withBean(OnInterface.class)
			.run((context) -> assertThat(Mistakes.in(mistake(context.getStartupFailure())))
				.extracting(InvalidConfigurationException::where)
				.containsExactlyInAnyOrder("@RateLimited on %s.call()".formatted(UnknownLimit.class.getName()),
						"@RateLimited(key) on %s.call(String)".formatted(UnknownArgument.class.getName()),
						"@RateLimited on %s.call()".formatted(OnInterface.class.getName())));
	}

	@Test
	void stopsAtPlaceholdersThatCannotBeResolved() {
		this.runner.withUserConfiguration(PropertyPlaceholderAutoConfiguration.class)
			.withBean(Placeholder.class)
			.run((context) -> assertFailure(context.getStartupFailure(), Placeholder.class, "@RateLimited on %s.call()",
					"the placeholder in '${nowhere}' cannot be resolved", "default"));
	}

	@Test
	void saysThatTheDefaultLimitIsMissing() {
		this.runner.withAllowBeanDefinitionOverriding(true)
			.withBean("limiters", RateLimiterRegistry.class,
					() -> new LocalRateLimiterRegistry(List.of(Limit.of("api", Algorithm.TOKEN_BUCKET, "5/s")),
							Map.of(), null, new ManualTimeSource(), 10))
			.withBean(Bare.class)
			.run((context) -> assertThat(mistake(context.getStartupFailure()))
				.hasMessageContaining("no limit is named, and there is none named 'default'. Known limits: api"));
	}

	@Test
	void checksBeansOfTypesThatAreNotKnownBeforeTheyAreCreated() {
		this.runner
			.withBean("late", Object.class, UnknownLimit::new,
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context.getBean("late"))
					.withRootCauseInstanceOf(InvalidConfigurationException.class);
			});
	}

	private static void assertFailure(Throwable failure, Class<?> type, String where, String problem, String remedy) {
		InvalidConfigurationException mistake = mistake(failure);
		assertThat(mistake.where()).isEqualTo(where.formatted(type.getName()));
		assertThat(mistake.problem()).contains(problem);
		assertThat(mistake.remedy()).contains(remedy);
	}

	private static InvalidConfigurationException mistake(Throwable failure) {
		assertThat(failure).hasRootCauseInstanceOf(InvalidConfigurationException.class);
		return (InvalidConfigurationException) NestedExceptionUtils.getMostSpecificCause(failure);
	}

	static class Placeholder {

		@RateLimited("${nowhere}")
		void call() {
		}

	}

	static class Bare {

		@RateLimited
		void call() {
		}

	}

}

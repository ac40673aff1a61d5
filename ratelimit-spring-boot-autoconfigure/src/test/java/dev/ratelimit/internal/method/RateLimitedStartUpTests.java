package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What stops the application, and what is reported.
 */
class RateLimitedStartUpTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	static Stream<Arguments> mistakes() {
		return Stream.of(
				arguments(UnknownLimit.class, "@RateLimited on %s.call()", "unknown limit 'twoo' (did you mean 'two'?)",
						"Known limits: default, one, two, exports, shape, plan"),
				arguments(RepeatedLimit.class, "@RateLimited on %s.call()", "the limit 'two' is named twice", "once"),
				arguments(UnknownArgument.class, "@RateLimited(key) on %s.call(String)",
						"the expression '#usr' has an unknown variable '#usr' (did you mean '#user'?)",
						"Known names: #a0, #method, #p0, #user"),
				arguments(NoWeb.class, "@RateLimited(condition) on %s.call()", "unknown name 'ip'", "web application"),
				arguments(NoExpression.class, "@RateLimited(permits) on %s.call()", "'1 +' is not a SpEL expression",
						"parser"),
				arguments(TooManyPermits.class, "@RateLimited(permits) on %s.call()",
						"3 permits can never be granted: the limit 'two' grants at most 2 at once",
						"ratelimit.limits.two"),
				arguments(TooManyForSome.class, "@RateLimited(permits) on %s.call()",
						"6 permits can never be granted: the limit 'plan' grants at most 5 at once to some of its keys",
						"ratelimit.limits.plan"),
				arguments(NegativePermits.class, "@RateLimited(permits) on %s.call()", "a call cannot cost -1 permits",
						"0 or more"),
				arguments(TextPermits.class, "@RateLimited(permits) on %s.call()", "''5'' is text and no number", "5"),
				arguments(UnknownProperty.class, "@RateLimited(key) on %s.call(Form)",
						"unknown property 'usrname' of " + Form.class.getTypeName() + " (did you mean 'username'?)",
						"username"),
				arguments(UnknownMethod.class, "@RateLimited(permits) on %s.call(String)",
						"unknown method 'lenght' of java.lang.String (did you mean 'length'?)", "charAt"),
				arguments(UnknownElement.class, "@RateLimited(condition) on %s.call(List)",
						"unknown property 'user' of " + Form.class.getTypeName(), "username"),
				arguments(UnknownBean.class, "@RateLimited(key) on %s.call(String)", "unknown bean '@nosuch'", "bean"),
				arguments(NoCondition.class, "@RateLimited(condition) on %s.call()",
						"''yes'' is neither true nor false", "comparison"),
				arguments(NoTime.class, "@RateLimited(maxWait) on %s.call()", "'soon' is no time to wait", "200ms"),
				arguments(NegativeTime.class, "@RateLimited(maxWait) on %s.call()", "'-1s' is no time to wait",
						"200ms"),
				arguments(UnknownFallback.class, "@RateLimited(fallback) on %s.call(String)",
						"there is no method 'bussy' (did you mean 'busy'?)",
						"java.lang.String bussy(java.lang.String)"),
				arguments(OtherParameters.class, "@RateLimited(fallback) on %s.call(String)",
						"the fallback 'busy' has other parameters or another return type",
						"java.lang.String busy(java.lang.String)"),
				arguments(OtherType.class, "@RateLimited(fallback) on %s.call()",
						"the fallback 'busy' has other parameters or another return type", "java.lang.String busy()"),
				arguments(ItsOwnFallback.class, "@RateLimited(fallback) on %s.call()",
						"the fallback 'call' has other parameters", "void call()"),
				arguments(OnInterface.class, "@RateLimited on %s.call()", "unknown limit 'nine'", "Known limits"));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
	void stopsAtMistakes(Class<?> type, String where, String problem, String remedy) {
		this.runner.withBean(type)
			.run((context) -> assertFailure(context.getStartupFailure(), type, where, problem, remedy));
	}

	@ParameterizedTest
	@MethodSource("mistakes")
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
			.run((context) -> assertThat(Mistakes.in((InvalidConfigurationException) context.getStartupFailure()))
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
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(InvalidConfigurationException.class)
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

	@Test
	void createsNoBeanEarly() {
		this.runner.withBean(Lazy.class, Lazy::new, (definition) -> definition.setLazyInit(true)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanFactory().containsSingleton(Lazy.class.getName())).isFalse();
		});
	}

	@Test
	void listsWhatIsLimited() {
		this.runner.withBean(Reported.class)
			.withBean(Lazy.class, Lazy::new, (definition) -> definition.setLazyInit(true))
			.withPropertyValues("cost=2")
			.run((context) -> {
				String reported = Reported.class.getName();
				String shared = "shared by all";
				assertThat(context.getBean(RateLimitedPostProcessor.class).limitedMethods()).containsExactly(
						new LimitedMethod(Lazy.class.getName() + ".call()", List.of("one"), shared, "1", null, null,
								null),
						new LimitedMethod(reported + ".bare()", List.of("default"), shared, "1", null, null, null),
						new LimitedMethod(reported + ".full(String, int[])", List.of("two", "plan"), "#name", "2",
								"#p1.length > 0", Duration.ofMillis(200), null),
						new LimitedMethod(reported + ".twice(long)", List.of("one"), shared, "1", null, null, null),
						new LimitedMethod(reported + ".twice(long)", List.of("plan"), shared, "#cost", null, null,
								null));
			});
	}

	private static void assertFailure(Throwable failure, Class<?> type, String where, String problem, String remedy) {
		assertThat(failure).isInstanceOfSatisfying(InvalidConfigurationException.class, (ex) -> {
			assertThat(ex.where()).isEqualTo(where.formatted(type.getName()));
			assertThat(ex.problem()).contains(problem);
			assertThat(ex.remedy()).contains(remedy);
		});
	}

	static class UnknownLimit {

		@RateLimited("twoo")
		void call() {
		}

	}

	static class RepeatedLimit {

		@RateLimited({ "two", "two" })
		void call() {
		}

	}

	static class UnknownArgument {

		@RateLimited(key = "#usr")
		void call(String user) {
		}

	}

	static class NoWeb {

		@RateLimited(condition = "ip == null")
		void call() {
		}

	}

	static class NoExpression {

		@RateLimited(permits = "1 +")
		void call() {
		}

	}

	static class TooManyPermits {

		@RateLimited(value = { "plan", "two" }, permits = "3")
		void call() {
		}

	}

	static class TooManyForSome {

		@RateLimited(value = "plan", permits = "6")
		void call() {
		}

	}

	static class NegativePermits {

		@RateLimited(permits = "-1")
		void call() {
		}

	}

	static class TextPermits {

		@RateLimited(permits = "'5'")
		void call() {
		}

	}

	static class NoCondition {

		@RateLimited(condition = "'yes'")
		void call() {
		}

	}

	static class NoTime {

		@RateLimited(maxWait = "soon")
		void call() {
		}

	}

	static class NegativeTime {

		@RateLimited(maxWait = "-1s")
		void call() {
		}

	}

	static class UnknownFallback {

		@RateLimited(fallback = "bussy")
		String call(String name) {
			return name;
		}

		String busy(String name) {
			return name;
		}

	}

	static class OtherParameters {

		@RateLimited(fallback = "busy")
		String call(String name) {
			return name;
		}

		String busy(Object name) {
			return "";
		}

		String busy(RateLimitExceededException ex, String name) {
			return "";
		}

		String busy() {
			return "";
		}

	}

	static class OtherType {

		@RateLimited(fallback = "busy")
		String call() {
			return "";
		}

		Object busy() {
			return "";
		}

	}

	static class ItsOwnFallback {

		@RateLimited(fallback = "call")
		void call() {
		}

	}

	interface Limited {

		@RateLimited("nine")
		void call();

	}

	static class OnInterface implements Limited {

		@Override
		public void call() {
		}

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

	static class Lazy {

		@RateLimited("one")
		void call() {
		}

	}

	static class Reported {

		@RateLimited
		void bare() {
		}

		@RateLimited(value = { "two", "plan" }, key = "#name", permits = "${cost}", condition = "#p1.length > 0",
				maxWait = "200ms")
		void full(String name, int[] values) {
		}

		@RateLimited("one")
		@RateLimited(value = "plan", permits = "#cost")
		void twice(long cost) {
		}

	}

	public record Form(String username) {

	}

	static class UnknownProperty {

		@RateLimited(value = "one", key = "#form.usrname")
		void call(Form form) {
		}

	}

	static class UnknownMethod {

		@RateLimited(value = "one", permits = "#text.lenght()")
		void call(String text) {
		}

	}

	static class UnknownElement {

		@RateLimited(value = "one", condition = "#forms[0].user != null")
		void call(List<Form> forms) {
		}

	}

	static class UnknownBean {

		@RateLimited(value = "one", key = "@nosuch.key(#p0)")
		void call(String text) {
		}

	}

}

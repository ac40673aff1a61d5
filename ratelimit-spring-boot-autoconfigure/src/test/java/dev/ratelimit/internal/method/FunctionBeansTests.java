package dev.ratelimit.internal.method;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

import static dev.ratelimit.internal.method.Calls.assertOnlyTwoOfFourRun;
import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Functions, consumers and suppliers that are beans, which frameworks look up by name.
 * Their {@code @Bean} methods say no more than the interface.
 */
@ExtendWith(OutputCaptureExtension.class)
class FunctionBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class, Functions.class)
		.withBean(Calls.class);

	@ParameterizedTest
	@ValueSource(strings = { "annotatedMethod", "annotatedClass", "record", "lambda" })
	@SuppressWarnings("unchecked")
	void aFunctionLookedUpByNameIsLimited(String name) {
		this.runner.run((context) -> {
			Function<String, String> function = context.getBean(name, Function.class);
			assertOnlyTwoOfFourRun(context, (i) -> assertThat(function.apply("a")).isEqualTo("A"));
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void aConsumerLookedUpByNameIsLimited() {
		this.runner.run((context) -> {
			Consumer<String> consumer = context.getBean("consumer", Consumer.class);
			assertOnlyTwoOfFourRun(context, (i) -> consumer.accept("a"));
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void aSupplierLookedUpByNameIsLimited() {
		this.runner.run((context) -> {
			Supplier<String> supplier = context.getBean("supplier", Supplier.class);
			assertOnlyTwoOfFourRun(context, (i) -> supplier.get());
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void aFunctionThatWrapsTheBeanIsLimited() {
		this.runner.run((context) -> {
			Function<String, String> function = context.getBean("annotatedMethod", Function.class);
			Function<String, String> composed = Function.<String>identity().andThen(function);
			assertOnlyTwoOfFourRun(context, (i) -> composed.apply("a"));
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void whatTheBeansOwnAndThenMakesCallsTheObjectItself() {
		this.runner.run((context) -> {
			Function<String, String> function = context.getBean("annotatedMethod", Function.class);
			function.andThen(String::length).apply("a");
			assertThat(remaining(context, "two", "*")).isEqualTo(2);
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void aFunctionBehindAProxyOfItsInterfaceIsLimitedAndNotWarnedAbout(CapturedOutput output) {
		this.runner.withUserConfiguration(Surroundings.JdkTransactions.class)
			.withBean("booked", Booked.class)
			.run((context) -> {
				Function<String, String> function = context.getBean("booked", Function.class);
				assertThat(AopUtils.isJdkDynamicProxy(function)).isTrue();
				assertOnlyTwoOfFourRun(context, (i) -> function.apply("a"));
				assertThat(limited(context)).contains(Booked.class.getName() + ".apply(String)",
						AnnotatedRecord.class.getName() + ".apply(String)");
				assertThat(output).doesNotContain("has no effect");
			});
	}

	@Test
	@SuppressWarnings("unchecked")
	void anArgumentCanBeTheKey() {
		this.runner.run((context) -> {
			Function<String, String> function = context.getBean("keyed", Function.class);
			function.apply("a");
			function.apply("b");
			assertRefused(() -> function.apply("a"));
		});
	}

	static class AnnotatedMethod implements Function<String, String> {

		private final Calls calls;

		AnnotatedMethod(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public String apply(String text) {
			this.calls.incrementAndGet();
			return text.toUpperCase();
		}

	}

	static class Booked extends AnnotatedMethod {

		Booked(Calls calls) {
			super(calls);
		}

		@Override
		@RateLimited("two")
		@Transactional
		public String apply(String text) {
			return super.apply(text);
		}

	}

	@RateLimited("two")
	static class AnnotatedClass implements Function<String, String> {

		private final Calls calls;

		AnnotatedClass(Calls calls) {
			this.calls = calls;
		}

		@Override
		public String apply(String text) {
			this.calls.incrementAndGet();
			return text.toUpperCase();
		}

	}

	record AnnotatedRecord(Calls calls) implements Function<String, String> {

		@Override
		@RateLimited("two")
		public String apply(String text) {
			this.calls.incrementAndGet();
			return text.toUpperCase();
		}

	}

	@RateLimited("two")
	interface AnnotatedInterface extends Function<String, String> {

	}

	static class Keyed implements Function<String, String> {

		@Override
		@RateLimited(value = "one", key = "#text")
		public String apply(String text) {
			return text;
		}

	}

	static class AnnotatedConsumer implements Consumer<String> {

		private final Calls calls;

		AnnotatedConsumer(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public void accept(String text) {
			this.calls.incrementAndGet();
		}

	}

	static class AnnotatedSupplier implements Supplier<String> {

		private final Calls calls;

		AnnotatedSupplier(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public String get() {
			return "call " + this.calls.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Functions {

		@Bean
		Function<String, String> annotatedMethod(Calls calls) {
			return new AnnotatedMethod(calls);
		}

		@Bean
		Function<String, String> annotatedClass(Calls calls) {
			return new AnnotatedClass(calls);
		}

		@Bean
		Function<String, String> record(Calls calls) {
			return new AnnotatedRecord(calls);
		}

		@Bean
		AnnotatedInterface lambda(Calls calls) {
			return (text) -> {
				calls.incrementAndGet();
				return text.toUpperCase();
			};
		}

		@Bean
		Function<String, String> keyed() {
			return new Keyed();
		}

		@Bean
		Consumer<String> consumer(Calls calls) {
			return new AnnotatedConsumer(calls);
		}

		@Bean
		Supplier<String> supplier(Calls calls) {
			return new AnnotatedSupplier(calls);
		}

	}

}

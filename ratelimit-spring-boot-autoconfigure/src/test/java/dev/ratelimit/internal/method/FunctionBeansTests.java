package dev.ratelimit.internal.method;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.ratelimit.internal.method.Calls.assertOnlyTwoOfFourRun;
import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link Functions} that frameworks look up by name.
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
			.withBean("booked", Functions.Booked.class)
			.run((context) -> {
				Function<String, String> function = context.getBean("booked", Function.class);
				assertThat(AopUtils.isJdkDynamicProxy(function)).isTrue();
				assertOnlyTwoOfFourRun(context, (i) -> function.apply("a"));
				assertThat(limited(context)).contains(Functions.Booked.class.getName() + ".apply(String)",
						Functions.AnnotatedRecord.class.getName() + ".apply(String)");
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

}

package dev.ratelimit.internal.method;

import java.lang.reflect.Type;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.function.context.FunctionCatalog;
import org.springframework.cloud.function.context.FunctionRegistration;
import org.springframework.cloud.function.context.FunctionRegistry;
import org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;

import static dev.ratelimit.internal.method.Calls.assertOnlyTwoOfFourRun;
import static dev.ratelimit.internal.method.LimitedCalls.assertWarned;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Functions that Spring Cloud Function's catalogue looks up and composes.
 */
@ExtendWith(OutputCaptureExtension.class)
class FunctionCatalogTests {

	private static final Type TYPE = ResolvableType.forClassWithGenerics(Function.class, String.class, String.class)
		.getType();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ContextFunctionCatalogAutoConfiguration.class))
		.withUserConfiguration(LimitsConfiguration.class, Functions.class)
		.withBean(Calls.class);

	@ParameterizedTest
	@ValueSource(strings = { "annotatedMethod", "annotatedClass", "record", "lambda", "plain|annotatedMethod",
			"annotatedMethod|plain", "record,plain", "plain|lambda" })
	void aFunctionIsLimited(String name) {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			Function<String, String> function = context.getBean(FunctionCatalog.class).lookup(name);
			assertOnlyTwoOfFourRun(context, (i) -> assertThat(function.apply("a")).isEqualTo("A"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "plain|consumer" })
	void aConsumerIsLimited(String name) {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			Consumer<String> consumer = context.getBean(FunctionCatalog.class).lookup(name);
			assertOnlyTwoOfFourRun(context, (i) -> consumer.accept("a"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "supplier", "supplier|plain" })
	void aSupplierIsLimited(String name) {
		this.runner.withUserConfiguration(Plain.class).run((context) -> {
			Supplier<String> supplier = context.getBean(FunctionCatalog.class).lookup(name);
			assertOnlyTwoOfFourRun(context, (i) -> assertThat(supplier.get()).containsIgnoringCase("call"));
		});
	}

	@Test
	void anObjectInARegistrationIsReported(CapturedOutput output) {
		this.runner.withUserConfiguration(Registration.class)
			.run((context) -> assertWarned(output, Functions.AnnotatedMethod.class, "apply(String)",
					"it was registered with Spring Cloud Function's catalogue"));
	}

	@Test
	void anObjectThatCodeRegistersIsReported(CapturedOutput output) {
		this.runner.withUserConfiguration(Registering.class)
			.run((context) -> assertWarned(output, Functions.AnnotatedMethod.class, "apply(String)",
					"it was registered with Spring Cloud Function's catalogue"));
	}

	@Test
	void anObjectInARegistrationStopsTheApplicationOnRequest() {
		this.runner.withUserConfiguration(Registration.class)
			.withAllowBeanDefinitionOverriding(true)
			.withBean("unlimited", UnlimitedCalls.class, () -> new UnlimitedCalls(true, new Mistakes()))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("it was registered with Spring Cloud Function's catalogue"));
	}

	@Test
	void aBeanThatIsRegisteredIsLimitedAndNotReported(CapturedOutput output) {
		this.runner.withUserConfiguration(RegisteredBean.class).run((context) -> {
			Function<String, String> function = context.getBean(FunctionCatalog.class).lookup("registered");
			assertOnlyTwoOfFourRun(context, (i) -> function.apply("a"));
			assertThat(output).doesNotContain("has no effect");
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		Function<String, String> plain() {
			return (text) -> text;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Registration {

		@Bean
		FunctionRegistration<Function<String, String>> registered(Calls calls) {
			return new FunctionRegistration<Function<String, String>>(new Functions.AnnotatedMethod(calls),
					"registered")
				.type(TYPE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RegisteredBean {

		@Bean
		FunctionRegistration<Function<String, String>> registered(
				@Qualifier("annotatedMethod") Function<String, String> bean) {
			return new FunctionRegistration<>(bean, "registered").type(TYPE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Registering {

		@Bean
		String registering(FunctionRegistry functions, Calls calls) {
			functions
				.register(new FunctionRegistration<>(new Functions.AnnotatedMethod(calls), "registered").type(TYPE));
			return "registered";
		}

	}

}

package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.Outsider;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.ratelimit.internal.method.LimitedCalls.assertWarned;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that no proxy can see are reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnseenCallsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void warnsAboutPackagePrivateMethodsOfAnotherPackage(CapturedOutput output) {
		this.runner.withBean(Outsider.class).run((context) -> {
			assertWarned(output, Outsider.class, "hidden()", "it is package-private in ");
			assertThat(limited(context)).containsExactly(Outsider.class.getName() + ".open()");
		});
	}

	@Test
	void warnsAboutSealedInterfacesThatNoProxyCanImplement(CapturedOutput output) {
		this.runner.withBean(Sealing.class).run((context) -> {
			assertWarned(output, Sealing.class, "call()", "its class can have no proxy, being final");
			context.getBean(Sealed.class).call();
			assertThat(limited(context)).isEmpty();
		});
	}

	@Test
	void warnsAboutEqualsAndHashCode(CapturedOutput output) {
		this.runner.withBean(Comparing.class).run((context) -> {
			assertWarned(output, Comparing.class, "hashCode()", "proxies answer equals and hashCode themselves");
			assertThat(limited(context)).isEmpty();
		});
	}

	@Test
	void warnsAboutCallsOfTheContainer(CapturedOutput output) {
		this.runner.withBean(Starting.class).withBean(StartingOfLimitedType.class).run((context) -> {
			assertThat(output.toString().lines())
				.filteredOn(
						(line) -> line.contains("does not limit the container, which calls it on the object itself"))
				.singleElement()
				.asString()
				.contains("WARN", "@RateLimited on " + Starting.class.getName() + ".start()");
			assertThat(limited(context)).containsExactly(Starting.class.getName() + ".start()",
					StartingOfLimitedType.class.getName() + ".call()");
		});
	}

	@Test
	void warnsAboutBeansThatAreWrappedBeforeTheyHaveAProxy(CapturedOutput output) {
		this.runner.withBean("service", UnusualBeansTests.Callable.class, UnusualBeansTests.Service::new)
			.withBean(UnusualBeansTests.WrappingUnseen.class)
			.run((context) -> assertWarned(output, UnusualBeansTests.Service.class, "call()",
					"a BeanPostProcessor has put an object of "));
	}

	sealed interface Sealed permits Sealing {

		@RateLimited
		void call();

	}

	record Sealing() implements Sealed {

		@Override
		public void call() {
		}

	}

	static class Comparing {

		@Override
		@RateLimited
		public boolean equals(@Nullable Object other) {
			return other instanceof Comparing;
		}

		@Override
		@RateLimited
		public int hashCode() {
			return 1;
		}

	}

	static class Starting {

		@PostConstruct
		@RateLimited
		void start() {
		}

	}

	@RateLimited
	static class StartingOfLimitedType implements InitializingBean, BeanNameAware {

		@PostConstruct
		void start() {
		}

		@Override
		public void afterPropertiesSet() {
		}

		@Override
		public void setBeanName(String name) {
		}

		public void call() {
		}

	}

}

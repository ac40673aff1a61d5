package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.Outsider;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.target.HotSwappableTargetSource;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;

import static dev.ratelimit.internal.method.LimitedCalls.assertWarned;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
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
	void leavesCallbacksOfALimitedTypeAlone() {
		this.runner.withBean(Living.class).withBean(Making.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(limited(context)).containsExactly(Living.class.getName() + ".call()");
			assertThat(remaining(context, "one", "*")).isEqualTo(1);
		});
	}

	@Test
	void warnsAboutSyntheticBeans(CapturedOutput output) {
		this.runner.withBean(Living.class, Living::new, (definition) -> {
			definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
			((AbstractBeanDefinition) definition).setSynthetic(true);
		}).run((context) -> {
			assertWarned(output, Living.class, "call()", "the definition of its bean ");
			assertThat(limited(context)).isEmpty();
		});
	}

	@Test
	void doesNotWarnAboutTargetSources(CapturedOutput output) {
		this.runner.withBean(HotSwappableTargetSource.class, new Living())
			.run((context) -> assertThat(output).doesNotContain("has no effect"));
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

	@RateLimited("one")
	static class Living implements SmartLifecycle, Ordered {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public int getOrder() {
			return 1;
		}

		public void call() {
		}

	}

	@RateLimited("one")
	static class Making implements FactoryBean<StringBuilder> {

		@Override
		public StringBuilder getObject() {
			return new StringBuilder();
		}

		@Override
		public Class<?> getObjectType() {
			return StringBuilder.class;
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

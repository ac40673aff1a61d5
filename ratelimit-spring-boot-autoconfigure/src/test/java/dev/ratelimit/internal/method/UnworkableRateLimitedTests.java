package dev.ratelimit.internal.method;

import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.PriorityOrdered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody is silently not limited.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnworkableRateLimitedTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void warnsAboutPrivateStaticAndFinalMethods(CapturedOutput output) {
		this.runner.withBean(OutOfReach.class).run((context) -> {
			assertWarned(output, OutOfReach.class, "secret(int)", "it is private");
			assertWarned(output, OutOfReach.class, "fixed()", "it is protected final");
			assertWarned(output, OutOfReach.class, "helper()", "it is static");
			assertThat(output.toString().lines().filter((line) -> line.contains("has no effect"))).hasSize(3);
			assertThat(limited(context)).isEmpty();
			context.getBean(OutOfReach.class).fixed();
		});
	}

	@Test
	void warnsAboutThemBesideMethodsThatAreLimited(CapturedOutput output) {
		this.runner.withBean(Mixed.class).run((context) -> {
			assertWarned(output, Mixed.class, "fixed()", "it is public final");
			assertThat(output).containsOnlyOnce("has no effect");
			assertThat(limited(context)).containsExactly(Mixed.class.getName() + ".call()");
		});
	}

	@Test
	void warnsAboutThemInBeansThatAreNotCreatedYet(CapturedOutput output) {
		this.runner.withBean(OutOfReach.class, OutOfReach::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertWarned(output, OutOfReach.class, "secret(int)", "it is private"));
	}

	@Test
	void warnsAboutClassesThatCanHaveNoProxy(CapturedOutput output) {
		this.runner.withBean(Final.class).withBean(FinalWithOtherInterface.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertWarned(output, Final.class, "call()", "its class can have no proxy, being final");
			assertWarned(output, FinalWithOtherInterface.class, "call()", "its class can have no proxy, being final");
			assertThat(limited(context)).isEmpty();
			context.getBean(Final.class).call();
		});
	}

	@Test
	void warnsAboutBeansThatABeanPostProcessorNeeds(CapturedOutput output) {
		this.runner.withUserConfiguration(EarlyForPostProcessor.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertWarned(output, Early.class, "call()", "its bean 'early' was created too early");
			assertThat(limited(context)).isEmpty();
		});
	}

	@Test
	void warnsAboutBeansThatABeanFactoryPostProcessorNeeds(CapturedOutput output) {
		this.runner.withBean("early", Early.class).withUserConfiguration(EarlyForFactory.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertWarned(output, Early.class, "call()", "its bean 'early' was created too early");
		});
	}

	@Test
	void warnsAboutObjectsThatWereRegisteredReadyMade(CapturedOutput output) {
		this.runner.withInitializer((context) -> context.getBeanFactory().registerSingleton("manual", new Early()))
			.run((context) -> assertWarned(output, Early.class, "call()", "its bean 'manual'"));
	}

	@Test
	void doesNotWarnAboutWhatWorks(CapturedOutput output) {
		this.runner.withBean(Early.class).withBean(Unannotated.class).run((context) -> {
			context.getBean(Early.class).call();
			assertThat(limited(context)).containsExactly(Early.class.getName() + ".call()");
			assertThat(output).doesNotContain("WARN");
		});
	}

	private static List<String> limited(ApplicationContext context) {
		return context.getBean(RateLimitedPostProcessor.class)
			.limitedMethods()
			.stream()
			.map(LimitedMethod::method)
			.toList();
	}

	private static void assertWarned(CapturedOutput output, Class<?> type, String method, String reason) {
		assertThat(output.toString().lines())
			.filteredOn((line) -> line.contains("WARN")
					&& line.contains("@RateLimited on " + type.getName() + "." + method + " has no effect: " + reason))
			.hasSize(1);
	}

	static class OutOfReach {

		private final Object lock = new Object();

		@RateLimited
		private void secret(int value) {
		}

		@RateLimited
		protected final void fixed() {
			this.lock.hashCode();
			secret(1);
		}

		@RateLimited
		static void helper() {
		}

	}

	@RateLimited
	static class Mixed {

		public void call() {
			secret();
		}

		public final void fixed() {
		}

		private void secret() {
		}

	}

	static final class Final {

		@RateLimited
		void call() {
		}

	}

	static final class FinalWithOtherInterface implements Runnable {

		@RateLimited
		void call() {
		}

		@Override
		@RateLimited
		public void run() {
		}

	}

	static class Early {

		@RateLimited
		void call() {
		}

	}

	static class Unannotated {

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyForPostProcessor {

		@Bean
		static Early early() {
			return new Early();
		}

		@Bean
		static DependentPostProcessor dependent(Early early) {
			return new DependentPostProcessor();
		}

	}

	static class DependentPostProcessor implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EarlyForFactory {

		@Bean
		static BeanFactoryPostProcessor eager() {
			return (beans) -> beans.getBean("early");
		}

	}

}

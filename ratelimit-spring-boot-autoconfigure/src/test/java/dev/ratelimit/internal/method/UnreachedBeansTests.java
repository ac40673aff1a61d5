package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.PriorityOrdered;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import org.springframework.util.ReflectionUtils;

import static dev.ratelimit.internal.method.LimitedCalls.assertWarned;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that come too early for a proxy, or are called past it, are reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnreachedBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

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
	void warnsAboutASchedulerThatHoldsTheObjectItself(CapturedOutput output) {
		this.runner.withUserConfiguration(OwnSchedule.class)
			.withBean(Early.class)
			.run((context) -> assertWarned(output, Early.class, "call()", "a scheduler calls it on the object itself"));
	}

	@Test
	void doesNotWarnAboutWhatWorks(CapturedOutput output) {
		this.runner.withBean(Early.class).withBean(Unannotated.class).run((context) -> {
			context.getBean(Early.class).call();
			assertThat(limited(context)).containsExactly(Early.class.getName() + ".call()");
			assertThat(output.getOut().lines().filter((line) -> line.contains("main]")))
				.noneMatch((line) -> line.contains("WARN"));
		});
	}

	static class Early {

		@RateLimited
		void call() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class OwnSchedule implements SchedulingConfigurer {

		@Override
		public void configureTasks(ScheduledTaskRegistrar tasks) {
			Method method = ReflectionUtils.findMethod(Early.class, "call");
			tasks.addFixedDelayTask(new ScheduledMethodRunnable(new Early(), Objects.requireNonNull(method)),
					Duration.ofDays(1));
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

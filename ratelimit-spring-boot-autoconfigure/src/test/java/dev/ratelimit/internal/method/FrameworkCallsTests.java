package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static dev.ratelimit.internal.method.Calls.assertOnlyTwoOfFourRun;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Spring calls beans by their proxy: each calls a method under the limit {@code two} four
 * times. As in applications, what makes the proxies is registered last.
 */
class FrameworkCallsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LimitsConfiguration.class))
		.withBean(Calls.class)
		.withPropertyValues("spring.aop.auto=false");

	@Test
	void aScheduledMethodIsLimited() {
		this.runner.withUserConfiguration(Scheduling.class).withBean(Job.class).run((context) -> {
			ArgumentCaptor<Runnable> task = ArgumentCaptor.forClass(Runnable.class);
			verify(context.getBean(TaskScheduler.class), atLeastOnce()).scheduleAtFixedRate(task.capture(),
					any(Duration.class));
			assertOnlyTwoOfFourRun(context, (i) -> task.getValue().run());
		});
	}

	@Test
	void anEventListenerIsLimited() {
		this.runner.withBean(EventConsumer.class)
			.run((context) -> assertOnlyTwoOfFourRun(context, (i) -> context.publishEvent("x")));
	}

	@Test
	void anApplicationListenerIsLimited() {
		this.runner.withBean(Listener.class)
			.run((context) -> assertOnlyTwoOfFourRun(context, (i) -> context.publishEvent("x")));
	}

	@Test
	void aPostProcessorOfTheApplicationTakesTheProxy() {
		this.runner.withBean(Registry.class).withBean(Job.class).run((context) -> {
			Registry registry = context.getBean(Registry.class);
			assertOnlyTwoOfFourRun(context, (i) -> registry.jobs.forEach(Job::run));
		});
	}

	@Test
	void aScheduledMethodOfABeanThatHasReceivedItselfIsLimited() {
		this.runner.withAllowCircularReferences(true)
			.withUserConfiguration(Scheduling.class)
			.withBean(SelfishJob.class)
			.run((context) -> {
				ArgumentCaptor<Runnable> task = ArgumentCaptor.forClass(Runnable.class);
				verify(context.getBean(TaskScheduler.class), atLeastOnce()).scheduleAtFixedRate(task.capture(),
						any(Duration.class));
				assertOnlyTwoOfFourRun(context, (i) -> task.getValue().run());
			});
	}

	@Test
	void anApplicationListenerThatHasReceivedItselfIsLimited() {
		this.runner.withAllowCircularReferences(true)
			.withBean(SelfishListener.class)
			.run((context) -> assertOnlyTwoOfFourRun(context, (i) -> context.publishEvent("x")));
	}

	/** Notes what it is to call, as frameworks do. */
	static class Registry implements BeanPostProcessor, Ordered {

		final List<Job> jobs = new ArrayList<>();

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof Job job) {
				this.jobs.add(job);
			}
			return bean;
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

	static class Job {

		private final Calls calls;

		Job(Calls calls) {
			this.calls = calls;
		}

		@Scheduled(fixedRate = 20)
		@RateLimited("two")
		void run() {
			this.calls.incrementAndGet();
		}

	}

	static class SelfishJob extends Job {

		SelfishJob(Calls calls) {
			super(calls);
		}

		@Autowired
		void self(SelfishJob self) {
		}

	}

	static class EventConsumer {

		private final Calls calls;

		EventConsumer(Calls calls) {
			this.calls = calls;
		}

		@EventListener
		@RateLimited("two")
		void consume(String event) {
			this.calls.incrementAndGet();
		}

	}

	static class Listener implements ApplicationListener<PayloadApplicationEvent<String>> {

		private final Calls calls;

		Listener(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public void onApplicationEvent(PayloadApplicationEvent<String> event) {
			this.calls.incrementAndGet();
		}

	}

	static class SelfishListener extends Listener {

		SelfishListener(Calls calls) {
			super(calls);
		}

		@Autowired
		void self(SelfishListener self) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		TaskScheduler taskScheduler() {
			return mock();
		}

	}

}

package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.method.RateLimitedPostProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class AnnotationRateLimitAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.mails.rate=1/1h")
		.withBean(Mailer.class);

	@Test
	void annotatedMethodsAreLimited() {
		this.runner.run((context) -> assertLimited(context.getBean(Mailer.class)));
	}

	@Test
	void neitherAspectJNorTransactionsNorTheWebAreNeeded() {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.aspectj", "org.springframework.transaction",
					"jakarta.servlet", "org.springframework.web"))
			.run((context) -> assertLimited(context.getBean(Mailer.class)));
	}

	@Test
	void itWorksWithoutSpringsOwnProxies() {
		this.runner.withPropertyValues("spring.aop.auto=false")
			.run((context) -> assertLimited(context.getBean(Mailer.class)));
	}

	@Test
	void switchedOffThereIsNoInterceptor() {
		this.runner.withPropertyValues("ratelimit.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(RateLimitedPostProcessor.class);
			assertThat(AopUtils.isAopProxy(context.getBean(Mailer.class))).isFalse();
		});
	}

	@Test
	void anUnknownLimitStopsTheStart() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
					LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.limits.mail.rate=1/1h")
			.withBean(Mailer.class)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("Mailer.send")
				.contains("'mails' (did you mean 'mail'?)"));
	}

	@Test
	void withoutAnyLimitItSaysHowToWriteTheFirst() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
					LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class))
			.withBean(Mailer.class)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("unknown limit 'mails'")
				.contains("No limits are configured yet. Write ratelimit.limits.mails.rate=100/1m"));
	}

	@Test
	void allUnknownLimitsOfAnApplicationAreToldInOneFailure() {
		this.runner.withBean(Mistaken.class)
			.withBean(MistakenListener.class)
			.withBean(MistakenJob.class, MistakenJob::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> {
				String text = Failures.text(context.getStartupFailure());
				assertThat(text).contains("Mistaken.call", "'mail' (did you mean 'mails'?)")
					.contains("MistakenListener.on", "unknown limit 'listener'")
					.contains("MistakenJob.run", "unknown limit 'job'")
					.doesNotContain("Mailer");
			});
	}

	@Test
	void noFactoryBeanIsCreatedBeforeAllPostProcessors(CapturedOutput output) {
		this.runner.withBean("made", Factory.class).run((context) -> {
			assertThat(context).hasSingleBean(StringBuilder.class);
			assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
		});
	}

	private static void assertLimited(Mailer mailer) {
		assertThat(mailer.send()).isEqualTo("sent");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(mailer::send);
	}

	public static class Mailer {

		@RateLimited("mails")
		public String send() {
			return "sent";
		}

	}

	static class Factory implements FactoryBean<StringBuilder> {

		private final Mailer mailer;

		Factory(Mailer mailer) {
			this.mailer = mailer;
		}

		@Override
		public StringBuilder getObject() {
			return new StringBuilder(this.mailer.send());
		}

		@Override
		public Class<?> getObjectType() {
			return StringBuilder.class;
		}

	}

	static class Mistaken {

		@RateLimited("mail")
		void call() {
		}

	}

	static class MistakenListener {

		@EventListener
		@RateLimited("listener")
		void on(ContextRefreshedEvent event) {
		}

	}

	static class MistakenJob {

		@Scheduled(fixedRate = 1000)
		@RateLimited("job")
		void run() {
		}

	}

}

package dev.ratelimit.autoconfigure;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mistakes in rules and in annotations are told in one failure.
 */
class MistakesTogetherTests {

	private static final String[] RULE = { "ratelimit.limits.api.rate=1/1h", "ratelimit.web.rules[0].limits=web",
			"ratelimit.web.rules[0].paths=/**" };

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class,
				WebRateLimitAutoConfiguration.class, MessagingRateLimitAutoConfiguration.class))
		.withPropertyValues(RULE)
		.withBean(Mailer.class);

	@Test
	void unknownLimitsInRulesAndAnnotations() {
		this.runner.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
			.contains("ratelimit.web.rules[0].limits", "unknown limit 'web'")
			.contains("Mailer.send", "unknown limit 'mails'"));
	}

	@Test
	void unknownLimitsInRulesForMessagesToo() {
		this.runner.withBean("clientInboundChannel", ExecutorSubscribableChannel.class)
			.withPropertyValues("ratelimit.messaging.rules[0].limits=chat",
					"ratelimit.messaging.rules[0].destinations=/app/**")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.messaging.rules[0].limits", "unknown limit 'chat'")
				.contains("unknown limit 'web'", "unknown limit 'mails'"));
	}

	@Test
	void unknownLimitsInAReactiveApplication() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
							AnnotationRateLimitAutoConfiguration.class, ReactiveWebRateLimitAutoConfiguration.class))
			.withPropertyValues(RULE)
			.withBean(Mailer.class)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("unknown limit 'web'",
					"unknown limit 'mails'"));
	}

	@Test
	void whatCannotBeLimitedIsTheSameFailureOnRequest() {
		this.runner.withPropertyValues("ratelimit.fail-on-unlimited=true")
			.withBean(Unreached.class)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("unknown limit 'web'", "unknown limit 'mails'")
				.contains("Unreached.call", "it is private"));
	}

	static class Mailer {

		@RateLimited("mails")
		void send() {
		}

	}

	static class Unreached {

		@RateLimited("api")
		private void call() {
		}

	}

}

package dev.ratelimit.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mistakes in rules and in annotations are told in one failure.
 */
class MistakesTogetherTests {

	private static final String[] RULE = { "ratelimit.limits.api.rate=1/1h", "ratelimit.web.rules[0].limits=web",
			"ratelimit.web.rules[0].paths=/**" };

	private final AtomicReference<Environment> environment = new AtomicReference<>();

	private static final WebApplicationContextRunner RUNNER = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class,
				WebRateLimitAutoConfiguration.class, MessagingRateLimitAutoConfiguration.class))
		.withBean(Mailer.class);

	private final WebApplicationContextRunner runner = RUNNER.withPropertyValues(RULE);

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

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			key=prinzipal  | unknown name 'prinzipal' (did you mean 'principal'?)
			key=ip +       | is not a SpEL expression
			plan=ip +      | is not a SpEL expression
			plan=header.x  | of a map
			""")
	void keysAndPlansOfLimitsThatNobodyTakesThemFrom(String property, String problem) {
		String where = "ratelimit.limits.idle." + property.substring(0, property.indexOf('='));
		RUNNER
			.withPropertyValues("ratelimit.limits.mails.rate=1/s", "ratelimit.limits.idle.rate=1/s",
					"ratelimit.limits.idle." + property)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).containsOnlyOnce(where)
				.contains(problem));
		RUNNER
			.withPropertyValues("ratelimit.limits.mails.rate=1/s", "ratelimit.limits.idle.rate=1/s",
					"ratelimit.limits.idle.plans.pro.rate=2/s", "ratelimit.limits.idle." + property,
					"ratelimit.web.rules[0].paths=/**", "ratelimit.web.rules[0].limits=idle",
					"ratelimit.web.rules[1].paths=/**", "ratelimit.web.rules[1].limits=none")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).containsOnlyOnce(where)
				.contains(problem));
	}

	@Test
	void aKeyOfALimitMayNameAnArgument() {
		RUNNER
			.withPropertyValues("ratelimit.limits.mails.rate=1/s", "ratelimit.limits.idle.rate=1/s",
					"ratelimit.limits.idle.key=#form.name + ip")
			.run((context) -> assertThat(context).hasNotFailed());
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
	void valuesProxiesPlaceholdersRulesAndAnnotations() {
		this.runner.withInitializer(Yaml.of("""
				ratelimit:
				  limits:
				    a: { rate: 10/1x }
				    b:
				      rate: 10/1y
				      block: 15
				    c: { rate: 5/s, capacity: 0 }
				    d: { rate: "${nowhere}" }
				    e: { rate: 5/s, mode: obsrve, max-waiting: many }
				  store: reddis
				  cache: { maximum-size: 0 }
				  web:
				    ipv6-prefix: 129
				    trusted-proxies: 10.0.0.0/33, nginx
				"""))
			.withInitializer((context) -> this.environment.set(context.getEnvironment()))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure(), this.environment.get()))
				.contains("Invalid rate '10/1x'", "Invalid rate '10/1y'", "15 is 15 milliseconds",
						"Invalid capacity (0)", "'${nowhere}' has no value", "(did you mean 'observe'?)", "'many'",
						"(did you mean 'redis'?)", "ratelimit.cache.maximum-size", "ratelimit.web.ipv6-prefix",
						"'10.0.0.0/33'", "'nginx'", "unknown limit 'web'", "unknown limit 'mails'")
				.contains("application.yml] - 3:16", "application.yml] - 5:13", "application.yml] - 14:22")
				.doesNotContain("'c'", "no rate", "Invalid rate '${nowhere}'"));
	}

	@Test
	void aLimitThatIsNotLegalIsStillKnownWithItsPlans() {
		this.runner
			.withPropertyValues("ratelimit.limits.web.rate=often", "ratelimit.limits.web.plans.free.rate=never",
					"ratelimit.limits.mails.rate=1/s", "ratelimit.limits.mails.capacity=0",
					"ratelimit.web.rules[0].permits=5", "ratelimit.web.rules[0].plan='free'")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("Invalid rate 'often'", "Invalid capacity (0)")
				.doesNotContain("unknown", "no plan", "has plans", "permits'"));
	}

	@Test
	void namesThatNothingReadsAndValues() {
		this.runner.withPropertyValues("ratelimit.limits.a.rate=often", "ratelimit.colour=blue", "ratelimit.store=x")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("ratelimit.colour",
					"Invalid rate 'often'", "'x' is not one of its values"));
	}

	@Test
	void namesInLimitsAndRulesWithWhatElseIsWrong() {
		String text = failureOf("""
				ratelimit:
				  extra:
				    rate: 1/s
				  limits:
				    twice:
				      rate: [10/1s, 1000/1d]
				    typo: { rate: 5/s, capacty: 7 }
				    empty: {}
				    minus: { rate: -5/1s }
				    months: { rate: 1000/1month }
				  web:
				    rules:
				      - { limits: [twice, extra, empty, nosuch], path: /a }
				      - { limit: typo, paths: /b }
				      - { limits: [typo, months], paths: /c, key: "@nosuch.key(ip)" }
				      - limits: minus
				        paths: /d
				        key: #ip
				""");
		assertThat(text)
			.contains("ratelimit.extra", "ratelimit.limits.twice.rate[0]", "ratelimit.limits.empty\n", "'capacity'?",
					"rules[0].path\n", "rules[1].limit\n")
			.contains("'-5/1s'", "'1000/1month'", "unknown limit 'nosuch'", "unknown bean '@nosuch'",
					"rules[3].key\n        is empty", "unknown limit 'mails'")
			.doesNotContain("unknown limit 'extra'", "unknown limit 'empty'", "names no path", "rules[1].limits");
	}

	@Test
	void allOfOneGroupOfProperties() {
		assertThat(failureOf("ratelimit.redis: { timeout: 2m, lease: -1, key-prefix: 'a{}', on-failure: panic }"))
			.contains("'PT2M' is out of range", "'-1' is below zero", "empty hash tag", "'panic' is not one of");
	}

	@Test
	void rulesWithoutADashWithWhatElseIsWrong() {
		assertThat(failureOf("""
				ratelimit:
				  limits:
				    minus: { rate: -5/1s }
				  web:
				    rules:
				      limits: minus
				      paths: [/a, /b]
				"""))
			.contains("ratelimit.web.rules.limits", "ratelimit.web.rules.paths", "with a dash", "'-5/1s'",
					"unknown limit 'mails'")
			.doesNotContain("rules.limits.", "some rules are a list");
	}

	private static String failureOf(String yaml) {
		AtomicReference<String> text = new AtomicReference<>("");
		RUNNER.withInitializer(Yaml.of(yaml)).run((context) -> text.set(Failures.text(context.getStartupFailure())));
		return text.get().replace("\r\n", "\n");
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

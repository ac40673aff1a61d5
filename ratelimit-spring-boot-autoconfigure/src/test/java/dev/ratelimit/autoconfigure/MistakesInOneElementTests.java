package dev.ratelimit.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.messaging.support.ExecutorSubscribableChannel;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All mistakes in one limit, rule or annotation are told in one failure, each once.
 */
class MistakesInOneElementTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(WebRulesScene.OURS)
		.withConfiguration(AutoConfigurations.of(MessagingRateLimitAutoConfiguration.class));

	private static String failureOf(WebApplicationContextRunner runner, String yaml) {
		AtomicReference<String> text = new AtomicReference<>("");
		runner.withInitializer(Yaml.of(yaml)).run((context) -> text.set(Failures.text(context.getStartupFailure())));
		return text.get().replace("\r\n", "\n");
	}

	@Test
	void ofALimit() {
		assertThat(failureOf(this.runner, """
				ratelimit.limits:
				  a:
				    algorithm: leaky-bucket
				    rate: 5/s
				    capacity: 7
				    initial: 3
				    refill: interval
				    zone: UTC
				    starts: 2026-01-15
				    max-wait: -1s
				    max-waiting: -2
				    block: 0s
				    concurrent: 2
				    max-hold: 1m
				    overrides: { bob: { rate: 6/s }, al: { capacity: 8 } }
				    plans: { free: {} }
				""")).contains("a.capacity\n        Invalid capacity (7)", "a.initial\n        Invalid initial (3)")
			.contains("a.refill\n", "a.zone\n", "a.starts\n", "a.max-wait\n", "a.max-waiting\n", "a.block\n")
			.contains("a.concurrent\n", "a.max-hold\n", "a.overrides[al].capacity\n        Invalid capacity (8)")
			.doesNotContain("bob", "free", "al].initial");
	}

	@Test
	void ofALimitWithoutWhatFollowsFromThem() {
		assertThat(failureOf(this.runner, """
				ratelimit.limits:
				  a: { rate: 5/s, capacity: 0, initial: 6, zone: UTC }
				  b: { capacity: 7, initial: 9, block: 0s, overrides: { bob: { rate: 1/s } } }
				  c: { rate: 5/month, zone: UTC, max-waiting: -1 }
				  d: { algorithm: concurrency, rate: 5/s, max-hold: 0s, capacity: 3, zone: UTC }
				  e: { algorithm: concurrency, concurrent: 9007199254740993, max-hold: 3650d }
				"""))
			.contains("a.capacity\n        Invalid capacity (0)", "a.zone\n", "b.rate\n        the limit has no rate")
			.contains("b.block\n", "bob].initial\n", "c.rate\n", "c.max-waiting\n", "d.rate\n", "d.max-hold\n")
			.contains("d.capacity\n", "e.concurrent\n        Invalid concurrent (9007199254740993)")
			.doesNotContain("a.initial", "b.capacity", "b.initial", "bob].block", "c.zone", "d.concurrent", "d.zone");
	}

	@Test
	void ofARule() {
		String text = failureOf(this.runner,
				"""
						ratelimit:
						  limits: { api: { rate: 5/s } }
						  web:
						    rules:
						      - { limits: [apy, web, api, api], paths: ["/a/{", "/b/{"], methods: [GETT, PSOT], exclude: ["/c/{", "/d/{"] }
						      - limits: api
						        paths: /users/{id}
						        key: principal + pathVariable['ix'] + pathVariable['name']
						        stage: before-authentication
						""");
		assertThat(text).contains("unknown limit 'apy'", "unknown limit 'web'", "'api' is named twice")
			.contains("'/a/{'", "'/b/{'", "'/c/{'", "'/d/{'", "'GETT'", "'PSOT'")
			.contains("rules[1].stage\n", "pathVariable['ix']", "pathVariable['name']");
	}

	@Test
	void ofARuleForMessages() {
		assertThat(failureOf(this.runner.withBean("clientInboundChannel", ExecutorSubscribableChannel.class), """
				ratelimit:
				  limits:
				    one: { algorithm: concurrency, concurrent: 1 }
				    two: { algorithm: concurrency, concurrent: 2 }
				  messaging:
				    rules: [{ limits: [one, two, three, four], destinations: ["/a/{a:(}", "/b/{a:(}"] }]
				""")).contains("'one' counts", "'two' counts", "unknown limit 'three'", "unknown limit 'four'")
			.contains("'/a/{a:(}'", "'/b/{a:(}'");
	}

	@Test
	void ofAnAnnotation() {
		assertThat(failureOf(this.runner.withBean(Mailer.class), "ratelimit.limits: { api: { rate: 5/s } }"))
			.contains("unknown limit 'mails'", "unknown limit 'letters'", "there is no method 'busy'")
			.contains("'nowhere'", "unknown limit 'other'");
	}

	static class Mailer {

		@RateLimited(value = { "mails", "letters" }, fallback = "busy")
		void send() {
		}

		@RateLimited(value = "api", fallback = "nowhere")
		@RateLimited("other")
		void twice() {
		}

	}

}

package dev.ratelimit.autoconfigure;

import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.report.StartupReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StartupReportTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class);

	@Test
	void everyRuleAndEveryMethodIsListed() {
		this.runner.withBean(Mailer.class)
			.withInitializer(
					Yaml.of("""
							ratelimit:
							  limits:
							    api: { rate: 100/1m, capacity: 500 }
							    day: { algorithm: fixed-window, rate: 1000/1d, mode: observe, block: "15m, 36h" }
							    mails: { algorithm: leaky-bucket, rate: 5/s }
							    spare: { rate: 1/s }
							    month: { algorithm: fixed-window, rate: 9/month, zone: Europe/Berlin, starts: 2026-01-15 }
							    year: { algorithm: fixed-window, rate: 9/year }
							  web:
							    rules:
							      - { limits: [api, day], paths: [/api/**, /v2/**], exclude: /api/health, methods: [GET, POST] }
							      - { limits: api, paths: /login, key: "header['X-User']", permits: 2, condition: method == 'POST', refund-when: status == 200 }
							"""))
			.run((context) -> assertThat(context.getBean(StartupReport.class).text().lines()).containsExactly(
					"Rate limits (store: local)",
					"  GET, POST /api/**, /v2/**: api (token-bucket 100/1m, capacity 500) and day (fixed-window 1000/1d, blocked for 15m, then 36h once refused, observed only) per ip, except /api/health",
					"  /login: api (token-bucket 100/1m, capacity 500) per header['X-User'], permits 2, if method == 'POST', refunded when status == 200",
					"  StartupReportTests$Mailer.send(String): mails (leaky-bucket 5/1s) per #to",
					"  Unused by rules and annotations, so spent only where code asks for them: spare (token-bucket 1/1s), "
							+ "month (fixed-window 9/month from 2026-01-15 in Europe/Berlin), year (fixed-window 9/year in UTC)"));
	}

	@Test
	void waitsOverridesAndTrustedProxiesAreShown() {
		this.runner.withBean(Mailer.class)
			.withInitializer(Yaml.of("""
					ratelimit:
					  limits:
					    api: { rate: 100/1m, max-wait: 250ms, overrides: { a: { rate: 1/s }, b: { rate: 2/s } } }
					    mails: { rate: 5/s, max-wait: 2s }
					  web:
					    trusted-proxies: [10.0.0.0/8, 127.0.0.1]
					    client-address-header: Forwarded
					    rules:
					      - { limits: api, paths: /** }
					"""))
			.run((context) -> assertThat(context.getBean(StartupReport.class).text().lines()).containsExactly(
					"Rate limits (store: local)",
					"  /**: api (token-bucket 100/1m, waits up to 250ms, 2 keys overridden) per ip",
					"  StartupReportTests$Mailer.send(String): mails (token-bucket 5/1s, waits up to 2s) per #to",
					"  Trusted proxies: 10.0.0.0/8, 127.0.0.1, which name the client in Forwarded"));
	}

	@Test
	void aRuleThatReadsTheBodyAheadOfOneThatDoesNotIsNamed() {
		this.runner.withInitializer(Yaml.of("""
				ratelimit:
				  limits:
				    api: { rate: 100/1m }
				  web:
				    rules:
				      - { limits: api, paths: /first, key: "canonical(request.getParameter('user'))" }
				      - { limits: api, paths: /second, key: "header['X']" }
				      - { limits: api, paths: /third, permits: "request.parameterMap.size()" }
				""")).run((context) -> {
			List<String> early = context.getBean(StartupReport.class)
				.text()
				.lines()
				.filter((line) -> line.contains("reads the request's body ahead of a rule that does not"))
				.toList();
			assertThat(early).singleElement().asString().startsWith("  /first:");
		});
	}

	@Test
	void parametersOfAGetAreNotItsBody() {
		this.runner.withInitializer(Yaml.of("""
				ratelimit:
				  limits:
				    api: { rate: 100/1m }
				  web:
				    rules:
				      - { limits: api, paths: /first, methods: GET, key: "request.getParameter('user')" }
				      - { limits: api, paths: /second }
				"""))
			.run((context) -> assertThat(context.getBean(StartupReport.class).text())
				.doesNotContain("reads the request's body"));
	}

	@Test
	void theOutcomeOfAnAnnotationIsShown() {
		this.runner.withBean(Login.class)
			.withPropertyValues("ratelimit.limits.api.rate=1/s")
			.run((context) -> assertThat(context.getBean(StartupReport.class).text())
				.contains("per #name, refunded when #failure == null, settled at #name.length()"));
	}

	@Test
	void anApplicationThatLimitsNothingIsToldSo() {
		this.runner.run((context) -> assertThat(context.getBean(StartupReport.class).text())
			.contains("No request and no method is limited"));
	}

	@Test
	void limitsThatAreSwitchedOffAreReported() {
		this.runner.withPropertyValues("ratelimit.enabled=false")
			.run((context) -> assertThat(context.getBean(StartupReport.class).text())
				.contains("ratelimit.enabled=false")
				.contains("nothing is limited"));
	}

	@Test
	void rulesThatAreSwitchedOffAreReported() {
		this.runner
			.withPropertyValues("ratelimit.web.enabled=false", "ratelimit.limits.api.rate=1/s",
					"ratelimit.web.rules[0].limits=api", "ratelimit.web.rules[0].paths=/**")
			.run((context) -> assertThat(context.getBean(StartupReport.class).text())
				.contains("Rules: 1 switched off (ratelimit.web.enabled=false)"));
	}

	@Test
	void rulesForMessagesWithoutABrokerAreReported(CapturedOutput output) {
		this.runner
			.withPropertyValues("ratelimit.limits.api.rate=1/s", "ratelimit.messaging.rules[0].limits=api",
					"ratelimit.messaging.rules[0].destinations=/app/**")
			.run((context) -> assertThat(output)
				.contains("ratelimit.messaging.rules: the rules limit nothing, as this application has no broker"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
			AnnotationRateLimitAutoConfiguration.class, WebRateLimitAutoConfiguration.class })
	static class Application {

	}

	static class Login {

		@RateLimited(value = "api", key = "#name", refundWhen = "#failure == null", settle = "#name.length()")
		void login(String name) {
		}

	}

	static class Mailer {

		@RateLimited(value = "mails", key = "#to")
		void send(String to) {
		}

	}

}

package dev.ratelimit.autoconfigure;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.autoconfigure.StartupReportTests.Application;
import dev.ratelimit.autoconfigure.StartupReportTests.Mailer;
import dev.ratelimit.web.RateLimitingClientHttpRequestInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Where and when the start-up report is logged, and when it is a warning.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoggedStartupReportTests {

	private static final String SWITCHED_ON = "Rate limits (store: ";

	@Test
	void itIsLoggedOnceWhenTheApplicationIsReady(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.isActive()).isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains(SWITCHED_ON))).singleElement()
				.asString()
				.contains("WARN");
			assertThat(output).contains("No request and no method is limited").doesNotContain("no web application");
			assertThat(output.getOut().indexOf(SWITCHED_ON))
				.isGreaterThan(output.getOut().indexOf("Started application"));
		}
	}

	@Test
	void aReportWithALimitedMethodIsNoWarning(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, Mailer.class)
			.web(WebApplicationType.NONE)
			.run("--ratelimit.limits.mails.rate=1/s")) {
			assertThat(context.isActive()).isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains(SWITCHED_ON))).singleElement()
				.asString()
				.contains("INFO");
		}
	}

	@Test
	void limitsThatABeanAsksForByCodeAreNoWarning(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, Client.class)
			.web(WebApplicationType.NONE)
			.run("--ratelimit.limits.partner.rate=1/s")) {
			assertThat(context.isActive()).isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains(SWITCHED_ON))).singleElement()
				.asString()
				.contains("INFO");
			assertThat(output).contains("  Limited by code alone: there is no rule in ratelimit.web.rules and no bean "
					+ "with @RateLimited, but RateLimiterRegistry is injected into partnerCalls");
		}
	}

	@Test
	void limitsThatNoBeanAsksForAreAWarning(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--ratelimit.limits.partner.rate=1/s")) {
			assertThat(context.isActive()).isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains(SWITCHED_ON))).singleElement()
				.asString()
				.contains("WARN");
		}
	}

	@Test
	void rulesThatNoFilterAppliesFailTheStartOnRequest() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatException()
			.isThrownBy(() -> application.run("--ratelimit.fail-on-unlimited=true", "--ratelimit.limits.api.rate=1/s",
					"--ratelimit.web.rules[0].limits=api", "--ratelimit.web.rules[0].paths=/**"))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationException.class)
			.withMessageContaining("ratelimit.web.rules: the rules limit nothing");
	}

	@Test
	void rulesThatNoFilterAppliesAreWarnedAbout(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run("--ratelimit.limits.api.rate=1/s",
				"--ratelimit.web.rules[0].limits=api", "--ratelimit.web.rules[0].paths=/**")) {
			assertThat(context.isActive()).isTrue();
			assertThat(output.getOut().lines().filter((line) -> line.contains("no web application"))).singleElement()
				.asString()
				.contains("WARN");
		}
	}

	@Test
	void aChildContextDoesNotRepeatIt(CapturedOutput output) {
		try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run();
				ConfigurableApplicationContext child = new SpringApplicationBuilder(Child.class).parent(parent)
					.web(WebApplicationType.NONE)
					.run()) {
			assertThat(child.getParent()).isSameAs(parent);
			assertThat(output.getOut().lines().filter((line) -> line.contains(SWITCHED_ON))).hasSize(1);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Child {

	}

	@Configuration(proxyBeanMethods = false)
	static class Client {

		@Bean
		RateLimitingClientHttpRequestInterceptor partnerCalls(RateLimiterRegistry limiters, TimeSource time) {
			return new RateLimitingClientHttpRequestInterceptor(limiters.get("partner"), time);
		}

	}

}

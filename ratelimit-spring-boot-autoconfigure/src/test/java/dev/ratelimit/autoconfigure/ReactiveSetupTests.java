package dev.ratelimit.autoconfigure;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.reactive.HiddenHttpMethodFilter;
import org.springframework.web.filter.reactive.UrlHandlerFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is reported at the start of a WebFlux application.
 */
class ReactiveSetupTests {

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class,
				ReactiveWebRateLimitAutoConfiguration.class, WebFluxAutoConfiguration.class))
		.withPropertyValues("ratelimit.fail-on-unlimited=true", "ratelimit.limits.api.rate=5/1s",
				"ratelimit.web.rules[0].limits=api", "ratelimit.web.rules[0].paths=/api/**");

	private static void assertReported(ReactiveWebApplicationContextRunner runner, String... parts) {
		runner.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains(parts));
	}

	@Test
	void anApplicationWithoutMistakesStarts() {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aFilterBehindTheRulesThatChangesThePath() {
		assertReported(
				this.runner.withBean("slashes", WebFilter.class,
						() -> UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build()),
				"'slashes'", "UrlHandlerFilter", "order below -101");
		assertReported(this.runner.withBean("rewriting", MyRewriteFilter.class), "'rewriting'", "MyRewriteFilter");
		assertReported(this.runner.withBean("methods", HiddenHttpMethodFilter.class), "'methods'");
		assertReported(this.runner.withUserConfiguration(Behind.class), "'behind'", "MyRewriteFilter");
	}

	@Test
	void aPatternThatBeginsWithTheBasePath() {
		assertReported(
				this.runner.withPropertyValues("spring.webflux.base-path=/shop/",
						"ratelimit.web.rules[0].paths=/shop/api/**"),
				"begins with spring.webflux.base-path", "without /shop");
		this.runner.withPropertyValues("server.servlet.context-path=/shop", "ratelimit.web.rules[0].paths=/shop/api/**")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aFilterAheadOfTheRulesMayChangeThePath() {
		this.runner.withUserConfiguration(Ahead.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutRulesThereIsNothingToChange() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
					LocalRateLimitAutoConfiguration.class, ReactiveWebRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.fail-on-unlimited=true", "ratelimit.web.enabled=false")
			.withBean(MyRewriteFilter.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aUserWhomNobodyLogsIn() {
		ReactiveWebApplicationContextRunner limited = this.runner
			.withPropertyValues("ratelimit.web.rules[0].key=principal");
		assertReported(limited, "ratelimit.web.rules[0]", "neither Spring Security nor a filter", "principal");
		limited.withBean(Login.class).run((context) -> assertThat(context).hasNotFailed());
	}

	/** Annotations ask for addresses, too. */
	@Test
	void aTransformerThatBelievesTheLeftmostAddressEvenIfThereAreNoRules() {
		assertReported(this.runner.withPropertyValues("ratelimit.web.enabled=false")
			.withBean("forwarding", ForwardedHeaderTransformer.class), "'forwarding'", "leftmost");
	}

	static class Ahead {

		@Bean
		@Order(-200)
		WebFilter ahead() {
			return new MyRewriteFilter();
		}

	}

	static class Behind {

		@Bean
		@Order(-50)
		WebFilter behind() {
			return new MyRewriteFilter();
		}

	}

	static class Login implements WebFilter {

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			return chain.filter(exchange);
		}

	}

	static class MyRewriteFilter extends Login {

	}

}

package dev.ratelimit.internal.method;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.ratelimit.annotation.RateLimited;
import feign.Feign;
import feign.Param;
import feign.RequestLine;
import feign.Response;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static dev.ratelimit.internal.method.Calls.assertOnlyTwoOfFourRun;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that Feign implements by proxies of their interfaces, with an answer in place
 * of a server.
 */
class FeignClientTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Calls.class);

	@Test
	void aClientIsLimitedBeforeItSendsARequest() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			Quotes quotes = context.getBean(Quotes.class);
			assertOnlyTwoOfFourRun(context, (i) -> assertThat(quotes.quote("a")).isEqualTo("from afar"));
			assertThat(limited(context)).contains(Quotes.class.getName() + ".quote(String)");
		});
	}

	@Test
	void aClientThatAFactoryBeanMakesIsLimited() {
		this.runner.withBean("client", Factory.class)
			.run((context) -> assertOnlyTwoOfFourRun(context, (i) -> context.getBean(Quotes.class).quote("a")));
	}

	@Test
	void aDefaultMethodAnswersForTheClient() {
		this.runner.withUserConfiguration(Client.class).run((context) -> {
			Quotes quotes = context.getBean(Quotes.class);
			assertThat(quotes.orElse("a")).isEqualTo("from afar");
			assertThat(quotes.orElse("a")).isEqualTo("none for a");
			assertThat(quotes.orElse("b")).isEqualTo("from afar");
		});
	}

	private static Quotes client(Calls calls) {
		return Feign.builder().client((request, options) -> {
			calls.incrementAndGet();
			return Response.builder()
				.request(request)
				.status(200)
				.headers(Map.of())
				.body("from afar", StandardCharsets.UTF_8)
				.build();
		}).target(Quotes.class, "http://localhost");
	}

	interface Quotes {

		@RequestLine("GET /quote/{name}")
		@RateLimited("two")
		String quote(@Param("name") String name);

		@RequestLine("GET /quote/{name}")
		@RateLimited(value = "one", key = "#name", fallback = "none")
		String orElse(@Param("name") String name);

		default String none(String name) {
			return "none for " + name;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Client {

		@Bean
		Quotes quotes(Calls calls) {
			return client(calls);
		}

	}

	static class Factory implements FactoryBean<Quotes> {

		private final Calls calls;

		Factory(Calls calls) {
			this.calls = calls;
		}

		@Override
		public Quotes getObject() {
			return client(this.calls);
		}

		@Override
		public Class<?> getObjectType() {
			return Quotes.class;
		}

	}

}

package dev.ratelimit.internal.jersey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.autoconfigure.AnnotationRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.JerseyRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.LocalRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.RateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.WebRateLimitAutoConfiguration;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jersey.autoconfigure.JerseyAutoConfiguration;
import org.springframework.boot.jersey.autoconfigure.ResourceConfigCustomizer;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Resources of Jersey.
 */
@ExtendWith(OutputCaptureExtension.class)
class JerseyTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
				JerseyAutoConfiguration.class, RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
				AnnotationRateLimitAutoConfiguration.class, WebRateLimitAutoConfiguration.class,
				JerseyRateLimitAutoConfiguration.class))
		.withUserConfiguration(Jersey.class)
		.withPropertyValues("server.port=0", "server.servlet.register-default-servlet=true",
				"ratelimit.limits.api.rate=1/1h");

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "filter" })
	void aRefusedCallIs429AndNotLogged(String type, CapturedOutput output) {
		this.runner.withPropertyValues("spring.jersey.type=" + type).run((context) -> {
			int port = port(context);
			assertThat(get(port).statusCode()).isEqualTo(200);
			HttpResponse<String> refused = get(port);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
			assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(refused.body()).contains("\"violated-policies\":[\"api\"]");
			assertThat(output).doesNotContain("RateLimitExceededException");
		});
	}

	@Test
	void theApplicationsOwnMapperOfTheExceptionComesFirst() {
		this.runner.withBean(ResourceConfigCustomizer.class, () -> (config) -> config.register(new Own()))
			.run((context) -> {
				int port = port(context);
				get(port);
				assertThat(get(port).statusCode()).isEqualTo(418);
			});
	}

	@Test
	void theApplicationsMapperOfAllExceptionsIsNotAsked() {
		this.runner.withBean(ResourceConfigCustomizer.class, () -> (config) -> config.register(new CatchAll()))
			.run((context) -> {
				int port = port(context);
				get(port);
				assertThat(get(port).statusCode()).isEqualTo(429);
			});
	}

	private static int port(AssertableWebApplicationContext context) {
		return context.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer()
			.getPort();
	}

	private static HttpResponse<String> get(int port) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%d/greeting".formatted(port)))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	@Component
	@Path("/greeting")
	public static class Greeting {

		@GET
		@RateLimited("api")
		public String greet() {
			return "hello";
		}

	}

	static class Own implements ExceptionMapper<RateLimitExceededException> {

		@Override
		public Response toResponse(RateLimitExceededException exception) {
			return Response.status(418).build();
		}

	}

	static class CatchAll implements ExceptionMapper<RuntimeException> {

		@Override
		public Response toResponse(RuntimeException exception) {
			return Response.serverError().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Jersey {

		@Bean
		ResourceConfig jersey() {
			return new ResourceConfig(Greeting.class);
		}

		@Bean
		Greeting greeting() {
			return new Greeting();
		}

	}

}

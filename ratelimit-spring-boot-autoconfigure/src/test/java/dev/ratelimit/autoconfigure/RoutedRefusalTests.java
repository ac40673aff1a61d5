package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals of an annotated handler behind functional routes that handle errors.
 */
class RoutedRefusalTests {

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		SpringApplication application = new SpringApplication(Routes.class, Handler.class);
		application.setDefaultProperties(Map.of("server.port", "0", "spring.main.banner-mode", "off",
				"ratelimit.limits.api.rate", "1/365d", "ratelimit.limits.api.algorithm", "fixed-window"));
		context = application.run();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@CsvSource({ "/any, 429", "/named, 420", "/none, 429" })
	void onlyAHandlerThatNamesTheExceptionAnswers(String path, int status) throws Exception {
		assertThat(get(path).statusCode()).isEqualTo(200);
		HttpResponse<String> refused = get(path);
		assertThat(refused.statusCode()).isEqualTo(status);
		if (status == 429) {
			assertThat(refused.body()).contains("quota-exceeded");
			assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
		}
	}

	private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
					BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Routes {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@Bean
		RouterFunction<ServerResponse> any(Handler handler) {
			return RouterFunctions.route()
				.GET("/any", handler::handle)
				.onError(Throwable.class, (ex, request) -> ServerResponse.status(500).body("caught"))
				.build();
		}

		@Bean
		RouterFunction<ServerResponse> named(Handler handler) {
			return RouterFunctions.route()
				.GET("/named", handler::handle)
				.onError(RateLimitExceededException.class, (ex, request) -> ServerResponse.status(420).build())
				.build();
		}

		@Bean
		RouterFunction<ServerResponse> none(Handler handler) {
			return RouterFunctions.route().GET("/none", handler::handle).build();
		}

	}

	@Component
	static class Handler {

		@RateLimited(value = "api", key = "path")
		public ServerResponse handle(ServerRequest request) {
			return ServerResponse.ok().build();
		}

	}

}

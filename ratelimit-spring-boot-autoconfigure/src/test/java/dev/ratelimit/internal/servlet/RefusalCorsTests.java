package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static dev.ratelimit.internal.servlet.RefusingServer.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A refusal can be read by scripts of the origins that the application allows, from a
 * real Tomcat.
 */
class RefusalCorsTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = RefusingServer.start(Mappings.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/filtered", "/filtered/annotated", "/thrown" })
	void aRefusedCrossOriginCallCanBeReadAsMvcsMappingsSay(String path) {
		HttpResponse<String> response = server.get(path, "Origin", ORIGIN);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
		assertThat(String.join(", ", response.headers().allValues("Access-Control-Expose-Headers")))
			.contains("RateLimit, RateLimit-Policy", "Retry-After");
	}

	@Test
	void anOriginThatIsNotAllowedGetsABareRefusal() {
		HttpResponse<String> response = server.get("/filtered", "Origin", "https://evil.example");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.body()).contains("quota-exceeded");
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		assertThat(response.headers().firstValue("Access-Control-Expose-Headers")).isEmpty();
	}

	@Test
	void aCrossOriginCallIsRefusedThoughMvcCannotReadItsPath() {
		assertThat(server.rawStatus("/filtered;x=%zz", "Origin: " + ORIGIN + "\r\n")).isEqualTo(429);
	}

	@Test
	void aCorsConfigurationSourceComesFirst() {
		try (TestServer other = RefusingServer.start(Mappings.class, Source.class)) {
			HttpResponse<String> response = other.get("/filtered", "Origin", "https://bean.example");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().allValues("Access-Control-Allow-Origin"))
				.containsExactly("https://bean.example");
			assertThat(other.get("/filtered", "Origin", ORIGIN).headers().firstValue("Access-Control-Allow-Origin"))
				.isEmpty();
		}
	}

	@Test
	void severalCorsConfigurationSourcesAreAskedInTurn() {
		try (TestServer other = RefusingServer.start(Source.class, OtherSource.class)) {
			for (String origin : List.of("https://bean.example", "https://other.example")) {
				String path = origin.contains("other") ? "/filtered/other" : "/filtered";
				assertThat(other.get(path, "Origin", origin).headers().allValues("Access-Control-Allow-Origin"))
					.containsExactly(origin);
			}
		}
	}

	static class Mappings implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/filtered").allowedOrigins(ORIGIN);
			registry.addMapping("/thrown").allowedOrigins(ORIGIN);
		}

	}

	static class Source {

		@Bean
		CorsConfigurationSource anyName() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin("https://bean.example");
			return (request) -> configuration;
		}

	}

	static class OtherSource {

		@Bean
		@Order(1)
		CorsConfigurationSource other() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin("https://other.example");
			return (request) -> request.getRequestURI().endsWith("/other") ? configuration : null;
		}

	}

}

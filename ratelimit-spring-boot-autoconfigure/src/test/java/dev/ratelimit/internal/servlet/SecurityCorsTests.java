package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.Refusals;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals of cross-origin calls on both sides of Spring Security's {@code cors()}.
 */
class SecurityCorsTests {

	private static final String ORIGIN = "https://shop.example";

	@ParameterizedTest
	@ValueSource(
			classes = { Source.class, Mappings.class, OfSecurity.class, FilterBean.class, FilterRegistration.class })
	void aScriptCanReadARefusalOnEitherSide(Class<?> configuration) {
		try (TestServer server = new TestServer(HeaderStyle.STANDARD,
				Limit.of("before", Algorithm.FIXED_WINDOW, "1/1m"),
				Limit.of("after", Algorithm.FIXED_WINDOW, "1/1m"))) {
			RuleDefinition after = new RuleDefinition(List.of("after"), List.of("/after"), null, null, null, null, null,
					Stage.AFTER_AUTHENTICATION, null, null, null, null);
			server.start(List.of(RuleDefinition.of("before", "/before"), after), true, Map.of(),
					(configuration == OfSecurity.class) ? OfSecurity.class : Security.class, Endpoints.class,
					configuration);
			for (String path : List.of("/before", "/after")) {
				assertThat(server.send("OPTIONS", path, "Origin", ORIGIN, "Access-Control-Request-Method", "GET")
					.statusCode()).isEqualTo(200);
				assertThat(server.get(path, "Origin", ORIGIN).statusCode()).isEqualTo(200);
				HttpResponse<String> refused = server.get(path, "Origin", ORIGIN);
				assertThat(refused.statusCode()).as(path).isEqualTo(429);
				assertThat(refused.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
				assertThat(String.join(", ", refused.headers().allValues("Access-Control-Expose-Headers")))
					.contains("RateLimit, RateLimit-Policy", "Retry-After");
				HttpResponse<String> evil = server.get(path, "Origin", "https://evil.example");
				assertThat(evil.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
			}
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.cors(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	static class Source {

		@Bean
		CorsConfigurationSource corsConfigurationSource() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin(ORIGIN);
			configuration.addAllowedMethod("GET");
			return (request) -> configuration;
		}

	}

	/** A source that is no bean. */
	@Configuration(proxyBeanMethods = false)
	static class OfSecurity {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.cors((cors) -> cors.configurationSource(new Source().corsConfigurationSource()))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	static class FilterBean {

		@Bean
		CorsFilter anyCorsFilter() {
			return new CorsFilter(new Source().corsConfigurationSource());
		}

	}

	static class FilterRegistration {

		@Bean
		FilterRegistrationBean<CorsFilter> cors() {
			FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(
					new CorsFilter(new Source().corsConfigurationSource()));
			registration.addUrlPatterns("/before", "/after");
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
			return registration;
		}

	}

	static class Mappings implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/**").allowedOrigins(ORIGIN);
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/before", "/after" })
		String page() {
			return "page";
		}

	}

}

package dev.ratelimit.requests;

import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A preflight is free only as browsers send it, and only where the application's CORS
 * configuration answers it.
 */
class PreflightTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web: { rules: [ { limits: two, paths: /**, key: "header['User-Agent']" } ] }
			""";

	private static final String ORIGIN = "Origin: https://shop.example";

	private static final String ASKED = "Access-Control-Request-Method: GET";

	private static final String BASIC = "Authorization: Basic "
			+ Base64.getEncoder().encodeToString("anna:wrong".getBytes());

	private static final Running plain = Running.start(Server.TOMCAT, LIMITS, Endpoints.class, Mappings.class);

	private static final Running filtered = Running.start(Server.JETTY, LIMITS, Endpoints.class, Filters.class);

	private static final Running secured = Running.start(Server.TOMCAT, true, LIMITS, Endpoints.class, Security.class);

	@AfterAll
	static void stop() {
		plain.close();
		filtered.close();
		secured.close();
	}

	private static String caller() {
		return "User-Agent: " + UUID.randomUUID();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/annotated", "/mapped" })
	void oneThatMvcsMappingsAnswerIsFree(String path) {
		assertThat(plain.statuses(4, "OPTIONS", path, caller(), ORIGIN, ASKED)).containsOnly(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/annotated", "/filtered/a" })
	void oneThatAFilterAnswersIsFree(String path) {
		assertThat(filtered.statuses(4, "OPTIONS", path, caller(), ORIGIN, ASKED)).containsOnly(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/secured", "/annotated" })
	void oneThatSecurityAnswersIsFree(String path) {
		assertThat(secured.statuses(4, "OPTIONS", path, caller(), ORIGIN, ASKED)).containsOnly(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/plain", "/none" })
	void oneThatNobodyAnswersCounts(String path) {
		for (Running application : new Running[] { plain, filtered }) {
			assertThat(application.statuses(4, "OPTIONS", path, caller(), ORIGIN, ASKED)).endsWith(429, 429);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: https://evil.example", "Origin: null" })
	void oneOfAnOriginThatIsNotAllowedCounts(String origin) {
		assertThat(plain.statuses(4, "OPTIONS", "/mapped", caller(), origin, ASKED)).endsWith(429, 429);
		assertThat(filtered.statuses(4, "OPTIONS", "/filtered/a", caller(), origin, ASKED)).endsWith(429, 429);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization: Basic YTpi", "authorization: Bearer x", "Proxy-Authorization: Basic YTpi",
			"Cookie: a=b", "Cookie: JSESSIONID=1", "X-Api-Key: k", "X-Auth-Token: t", "X-Forwarded-Access-Token: t" })
	void oneWithCredentialsCounts(String line) {
		assertThat(plain.statuses(4, "OPTIONS", "/mapped", caller(), ORIGIN, ASKED, line)).endsWith(429, 429);
		assertThat(filtered.statuses(4, "OPTIONS", "/filtered/a", caller(), ORIGIN, ASKED, line)).endsWith(429, 429);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "Content-Length: 3\r\n\r\na=b", "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n" })
	void oneWithABodyCounts(String body) {
		String head = String.join("\r\n", "OPTIONS /mapped HTTP/1.1", "Host: localhost", "Connection: close", caller(),
				ORIGIN, ASKED, body);
		assertThat(IntStream.range(0, 4).map((i) -> plain.send(head).status())).endsWith(429, 429);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/secured", "/anything", "/annotated" })
	void guessesDressedAsPreflightsAreNotHashedBeyondTheLimit(String path) {
		CountingEncoder encoder = secured.bean(CountingEncoder.class);
		int before = encoder.hashed();
		assertThat(secured.statuses(20, "OPTIONS", path, caller(), ORIGIN, ASKED, BASIC)).endsWith(429, 429);
		assertThat(encoder.hashed() - before).isLessThanOrEqualTo(2);
	}

	private static UrlBasedCorsConfigurationSource source(String pattern) {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.addAllowedOrigin("https://shop.example");
		configuration.addAllowedMethod("GET");
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration(pattern, configuration);
		return source;
	}

	static class Mappings implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/mapped").allowedOrigins("https://shop.example");
		}

	}

	static class Filters {

		@Bean
		FilterRegistrationBean<CorsFilter> cors() {
			FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(
					new CorsFilter(source("/filtered/**")));
			registration.addUrlPatterns("/filtered/*");
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		CountingEncoder encoder() {
			return new CountingEncoder();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("anna").password("secret").build());
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.cors((cors) -> cors.configurationSource(source("/secured")))
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/annotated").permitAll().anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/plain", "/mapped", "/secured", "/filtered/a" })
		String page() {
			return "page";
		}

		@CrossOrigin("https://shop.example")
		@GetMapping("/annotated")
		String annotated() {
			return "annotated";
		}

	}

}

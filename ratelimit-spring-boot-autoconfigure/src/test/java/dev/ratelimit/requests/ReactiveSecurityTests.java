package dev.ratelimit.requests;

import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two sides of a real Spring Security in WebFlux and, without it, of the
 * application's own filters.
 */
class ReactiveSecurityTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d }
			    five: { algorithm: fixed-window, rate: 5/365d }
			  web:
			    rules:
			      - { limits: five, paths: /flooded, key: "header['X-Case']" }
			      - { limits: two, paths: "/cors", key: "header['User-Agent']" }
			      - { limits: two, paths: /principal, key: principal }
			      - { limits: two, paths: /authentication, key: "authentication?.name" }
			      - { limits: two, paths: /claim, key: "claim['sub']" }
			      - { limits: two, paths: /condition, condition: "principal == 'anna'", key: "header['X-Case']" }
			""";

	private static final String ORIGIN = "Origin: https://shop.example";

	private static final String ASKED = "Access-Control-Request-Method: GET";

	private static final Running secured = Running.start(Server.NETTY, true, LIMITS, Pages.class, Security.class);

	private static final Running filtered = Running.start(Server.NETTY, LIMITS, Pages.class, Login.class);

	@AfterAll
	static void stop() {
		secured.close();
		filtered.close();
	}

	private static String basic(String user, String password) {
		return "Authorization: Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
	}

	private static String someCase() {
		return "X-Case: " + UUID.randomUUID();
	}

	@Test
	void aFloodIsRefusedBeforeAPasswordIsHashed() {
		CountingEncoder encoder = secured.bean(CountingEncoder.class);
		int before = encoder.hashed();
		String own = someCase();
		assertThat(secured.statuses(5, "GET", "/flooded", own, basic("anna", "wrong"))).containsOnly(401);
		assertThat(secured.statuses(5, "GET", "/flooded", own, basic("anna", "wrong"))).containsOnly(429);
		assertThat(encoder.hashed() - before).isEqualTo(5);
	}

	@Test
	void guessesDressedAsPreflightsAreNotHashedBeyondTheLimit() {
		CountingEncoder encoder = secured.bean(CountingEncoder.class);
		int before = encoder.hashed();
		assertThat(secured.statuses(10, "OPTIONS", "/cors", someCase(), ORIGIN, ASKED, basic("anna", "wrong")))
			.endsWith(429, 429);
		assertThat(encoder.hashed() - before).isLessThanOrEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/authentication" })
	void eachUserHasAQuotaBehindSecurity(String path) {
		for (String user : List.of("anna-" + UUID.randomUUID(), "bert-" + UUID.randomUUID())) {
			assertThat(secured.statuses(3, "GET", path, basic(user, "secret"))).containsExactly(200, 200, 429);
		}
	}

	@Test
	void whomSecurityTurnsAwayIsNotCountedBehindIt() {
		String own = someCase();
		assertThat(secured.statuses(3, "GET", "/condition", own, basic("anna", "wrong"))).containsOnly(401);
		assertThat(secured.statuses(3, "GET", "/condition", own, basic("bert", "secret"))).containsOnly(200);
		assertThat(secured.statuses(3, "GET", "/condition", own, basic("anna", "secret"))).containsExactly(200, 200,
				429);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/authentication", "/claim" })
	void eachUserHasAQuotaBehindTheApplicationsFilters(String path) {
		for (String user : List.of("anna-" + UUID.randomUUID(), "bert-" + UUID.randomUUID())) {
			assertThat(filtered.statuses(3, "GET", path, "X-User: " + user)).containsExactly(200, 200, 429);
		}
	}

	@Test
	void aRefusalAheadOfSecurityCarriesItsHeaders() {
		String own = someCase();
		secured.statuses(5, "GET", "/flooded", own);
		Response refused = secured.send("GET", "/flooded", own);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(refused.header("X-Frame-Options")).hasSize(1);
		assertThat(refused.header("Cache-Control")).hasSize(1);
	}

	@Test
	void aPreflightThatSecurityAnswersIsFree() {
		assertThat(secured.statuses(4, "OPTIONS", "/cors", "User-Agent: preflight", ORIGIN, ASKED)).containsOnly(200);
	}

	@Test
	void aRefusedCallCarriesTheCorsHeadersOfSecurity() {
		String own = "User-Agent: refused";
		secured.statuses(2, "GET", "/cors", own, ORIGIN);
		Response refused = secured.send("GET", "/cors", own, ORIGIN);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("Access-Control-Allow-Origin")).containsExactly("https://shop.example");
	}

	/** Somebody with claims, logged in by a filter of the application. */
	public record Visitor(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

		public Map<String, Object> getClaims() {
			return Map.of("sub", "sub-" + this.name);
		}

	}

	static class Login implements WebFilter {

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			String name = exchange.getRequest().getHeaders().getFirst("X-User");
			return chain
				.filter((name == null) ? exchange : exchange.mutate().principal(Mono.just(new Visitor(name))).build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class Security {

		@Bean
		CountingEncoder encoder() {
			return new CountingEncoder();
		}

		@Bean
		ReactiveUserDetailsService users() {
			return (name) -> Mono.just(User.withUsername(name).password("secret").build());
		}

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin("https://shop.example");
			configuration.addAllowedMethod("GET");
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/cors", configuration);
			return http.cors((cors) -> cors.configurationSource(source))
				.authorizeExchange((requests) -> requests.anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class Pages {

		@GetMapping({ "/flooded", "/cors", "/principal", "/authentication", "/claim", "/condition" })
		String page() {
			return "page";
		}

	}

}

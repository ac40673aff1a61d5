package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.requests.CountingEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The two sides of a real Spring Security.
 */
class SecurityStageTests {

	private static final String ANNA = "Basic " + Base64.getEncoder().encodeToString("anna:secret".getBytes());

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = new TestServer(HeaderStyle.STANDARD, Limit.of("login", Algorithm.FIXED_WINDOW, "5/1m"),
				Limit.of("failed", Algorithm.FIXED_WINDOW, "100/1m"), Limit.of("user", Algorithm.FIXED_WINDOW, "2/1m"),
				Limit.of("denied", Algorithm.FIXED_WINDOW, "10/1m"));
		RuleDefinition login = new RuleDefinition(List.of("login"), List.of("/login"), null, List.of("POST"), null,
				null, null, null, null, null, null, null);
		RuleDefinition user = new RuleDefinition(List.of("user"), List.of("/user"), null, null, "principal", null, null,
				null, null, null, null, null);
		RuleDefinition denied = new RuleDefinition(List.of("denied"), List.of("/denied"), null, null, "principal", null,
				null, null, "status == 403 && principal == 'anna'", null, null, null);
		server.start(List.of(user, login, denied), true, Map.of(), Security.class, Endpoints.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aFloodOnTheLoginIsRefusedBeforeAPasswordIsHashed() {
		CountingEncoder encoder = server.bean(CountingEncoder.class);
		int before = encoder.hashed();
		for (int i = 0; i < 5; i++) {
			assertThat(server.post("/login", "username=anna&password=wrong" + i).statusCode()).isEqualTo(302);
		}
		assertThat(encoder.hashed() - before).isEqualTo(5);
		for (int i = 0; i < 20; i++) {
			assertThat(server.post("/login", "username=anna&password=wrong" + i).statusCode()).isEqualTo(429);
		}
		assertThat(encoder.hashed() - before).isEqualTo(5);
	}

	@Test
	void aRuleByPrincipalSeesTheUser() {
		HttpResponse<String> response = server.get("/user", "Authorization", ANNA);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("RateLimit")).hasValue("\"user\";r=1;t=60");
		assertThat(server.left("user", "anna")).isEqualTo(1);
		assertThat(server.left("user")).isEqualTo(2);
	}

	@Test
	void whomSecurityTurnsAwayIsNotCountedBehindIt() {
		assertThat(server.get("/user").statusCode()).isEqualTo(401);
		assertThat(server.left("user")).isEqualTo(2);
	}

	@Test
	void aRefundSeesTheStatusThatSecuritySentAndTheUser() {
		assertThat(server.get("/denied", "Authorization", ANNA).statusCode()).isEqualTo(403);
		assertThat(server.left("denied", "anna")).isEqualTo(10);
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
			return http.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.formLogin(Customizer.withDefaults())
				.build();
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping("/user")
		String user() {
			return "ok";
		}

		@GetMapping("/denied")
		String denied() {
			throw new AccessDeniedException("as the test wants it");
		}

	}

}

package dev.ratelimit.requests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom Spring Security calls anonymous is nobody, on either stack: each address has a
 * quota of its own.
 */
class AnonymousTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    trusted-proxies: 127.0.0.1
			    rules:
			      - { limits: two, paths: /principal, key: "principal" }
			      - { limits: two, paths: /authentication, key: "authentication?.name" }
			      - { limits: two, paths: /condition, condition: "authentication == null" }
			""";

	private static final AtomicInteger hosts = new AtomicInteger();

	private static final List<Running> running = new ArrayList<>();

	@BeforeAll
	static void start() {
		running.add(Running.start(Server.TOMCAT, true, LIMITS, Pages.class, ServletSecurity.class));
		running.add(Running.start(Server.NETTY, true, LIMITS, Pages.class, ReactiveSecurity.class));
	}

	@AfterAll
	static void stop() {
		running.forEach(Running::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/authentication", "/condition", "/annotated" })
	void eachAddressHasAQuota(String path) {
		for (Running application : running) {
			for (int i = 0; i < 2; i++) {
				assertThat(application.statuses(3, "GET", path, "X-Forwarded-For: 192.0.2." + hosts.incrementAndGet()))
					.containsExactly(200, 200, 429);
			}
		}
	}

	@RestController
	static class Pages {

		@GetMapping({ "/principal", "/authentication", "/condition" })
		String page() {
			return "page";
		}

		@GetMapping("/annotated")
		@RateLimited(value = "two", key = "principal")
		public Mono<String> annotated() {
			return Mono.just("page");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ServletSecurity {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.anonymous(Customizer.withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebFluxSecurity
	static class ReactiveSecurity {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.anonymous(Customizer.withDefaults()).build();
		}

	}

}

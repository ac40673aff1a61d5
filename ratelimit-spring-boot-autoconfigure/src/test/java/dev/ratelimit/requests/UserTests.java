package dev.ratelimit.requests;

import java.io.IOException;
import java.security.Principal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.annotation.RateLimited;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two users at one address have a quota each, whoever logs them in and however a rule
 * asks who they are.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: /principal, key: "principal" }
			      - { limits: two, paths: /request, key: "request.userPrincipal?.name" }
			      - { limits: two, paths: /remote, key: "request.remoteUser" }
			      - { limits: two, paths: /index, key: "request['userPrincipal']?.name" }
			      - { limits: two, paths: /authentication, key: "authentication?.name" }
			      - { limits: two, paths: /condition, condition: "request.getUserPrincipal() != null", key: "header['X-User']" }
			      - { limits: two, paths: /claim, key: "claim['sub']" }
			""";

	private static final String SECURED = """
			      - { limits: two, paths: /context, key: "T(org.springframework.security.core.context.SecurityContextHolder).context.authentication?.name" }
			      - { limits: two, paths: /role, condition: "request.isUserInRole('user')", key: "principal" }
			""";

	private static final Running ordered = Running.start(Server.TOMCAT, LIMITS, Endpoints.class, Ordered.class);

	private static final Running unordered = Running.start(Server.JETTY, LIMITS, Endpoints.class, Unordered.class);

	private static final Running secured = Running.start(Server.TOMCAT, true, LIMITS + SECURED, Endpoints.class,
			Security.class);

	@AfterAll
	static void stop() {
		ordered.close();
		unordered.close();
		secured.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/request", "/remote", "/index", "/authentication", "/claim", "/condition" })
	void eachHasOneBehindTheApplicationsOwnFilters(String path) {
		for (Running application : List.of(ordered, unordered)) {
			for (String user : List.of("anna-" + UUID.randomUUID(), "bert-" + UUID.randomUUID())) {
				assertThat(application.statuses(3, "GET", path, "X-User: " + user)).containsExactly(200, 200, 429);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/request", "/remote", "/index", "/authentication", "/context", "/role" })
	void eachHasOneBehindSecurity(String path) {
		for (String user : List.of("anna-" + UUID.randomUUID(), "bert-" + UUID.randomUUID())) {
			assertThat(secured.statuses(3, "GET", path, basic(user))).containsExactly(200, 200, 429);
		}
	}

	private static String basic(String name) {
		return "Authorization: Basic " + Base64.getEncoder().encodeToString((name + ":secret").getBytes());
	}

	@Test
	void aKeyThatTurnsOutNullIsLoggedOnceWithItsRule(CapturedOutput output) {
		ordered.statuses(2, "GET", "/authentication");
		assertThat(output).containsOnlyOnce("ratelimit.web.rules[4].key: the key 'authentication?.name' was null");
		ordered.statuses(2, "GET", "/authentication");
		assertThat(output).containsOnlyOnce("'authentication?.name' was null");
	}

	@Test
	void anAnnotatedFunctionalRouteHasItsPathVariables() {
		for (String name : List.of("a", "b")) {
			assertThat(ordered.statuses(3, "GET", "/route/" + name)).containsExactly(200, 200, 429);
		}
	}

	/** Somebody with claims, logged in by a filter of the application. */
	public record Visitor(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

		public Map<String, Object> getClaims() {
			return Map.of("sub", "sub-" + this.name, "iat", Instant.EPOCH);
		}

	}

	static class Login implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			String name = ((HttpServletRequest) request).getHeader("X-User");
			chain.doFilter((name == null) ? request : new HttpServletRequestWrapper((HttpServletRequest) request) {

				@Override
				public Principal getUserPrincipal() {
					return new Visitor(name);
				}

				@Override
				public String getRemoteUser() {
					return name;
				}

			}, response);
		}

	}

	static class Ordered {

		@Bean
		FilterRegistrationBean<Login> login() {
			FilterRegistrationBean<Login> registration = new FilterRegistrationBean<>(new Login());
			registration.setOrder(0);
			return registration;
		}

	}

	static class Unordered {

		@Bean
		Login login() {
			return new Login();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		UserDetailsService users() {
			return (name) -> User.withUsername(name).password("{noop}secret").roles("user").build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Component
	static class Route {

		@RateLimited(value = "two", key = "pathVariable['name']")
		ServerResponse handle(ServerRequest request) {
			return ServerResponse.ok().body(UUID.randomUUID().toString());
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/principal", "/request", "/remote", "/index", "/authentication", "/claim", "/condition",
				"/context", "/role" })
		@Nullable String page(@Nullable Principal user) {
			return (user != null) ? user.getName() : "nobody";
		}

		@Bean
		Route route() {
			return new Route();
		}

		@Bean
		RouterFunction<ServerResponse> routes(Route route) {
			return RouterFunctions.route().GET("/route/{name}", route::handle).build();
		}

	}

}

package dev.ratelimit.requests;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.reactive.HandledExchange;
import dev.ratelimit.requests.ReactiveSecurityTests.Login;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods see the request as its handler does: with what the application's own
 * filters have put into the exchange.
 */
class InnerExchangeTests {

	private static final String LIMITS = """
			ratelimit.limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			""";

	private static final Running filtered = Running.start(Server.NETTY, LIMITS, Pages.class, Logbook.class, Login.class,
			Tenants.class);

	private static final Running secured = Running.start(Server.NETTY, true, LIMITS, Pages.class, Logbook.class,
			Login.class, Tenants.class, ReactiveSecurityTests.Security.class);

	@AfterAll
	static void stop() {
		filtered.close();
		secured.close();
	}

	private static String basic(String name) {
		return "Authorization: Basic " + Base64.getEncoder().encodeToString((name + ":secret").getBytes());
	}

	private static List<String> two() {
		return List.of("anna-" + UUID.randomUUID(), "bert-" + UUID.randomUUID());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/claim", "/service", "/route", "/tenant" })
	void aFiltersUserAndHeaders(String path) {
		for (String user : two()) {
			assertThat(filtered.statuses(3, "GET", path, "X-User: " + user)).containsExactly(200, 200, 429);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/service", "/route" })
	void securitysUser(String path) {
		for (String user : two()) {
			assertThat(secured.statuses(3, "GET", path, basic(user))).containsExactly(200, 200, 429);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/principal", "/service", "/route", "/tenant" })
	void aFiltersUserBehindSecurity(String path) {
		for (String user : two()) {
			assertThat(secured.statuses(3, "GET", path, basic("shared"), "X-User: " + user)).containsExactly(200, 200,
					429);
		}
	}

	@Test
	void theQuotaIsShownInTheResponse() {
		assertThat(filtered.send("GET", "/principal", "X-User: " + UUID.randomUUID()).header("RateLimit"))
			.singleElement()
			.asString()
			.startsWith("\"two\";r=1");
	}

	@Test
	void nothingIsNotedWhereNoMethodIsAnnotated() {
		MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
		Map<String, Object> before = Map.copyOf(exchange.getAttributes());
		assertThat(new HandledExchange(() -> false).getHandler(exchange).blockOptional()).isEmpty();
		assertThat(exchange.getAttributes()).isEqualTo(before);
	}

	/** Names the tenant in a header, as it knows it from the user. */
	static class Tenants {

		@Bean
		@Order(5)
		WebFilter tenant() {
			return (exchange, chain) -> chain.filter(tenant(exchange));
		}

		private static ServerWebExchange tenant(ServerWebExchange exchange) {
			String user = exchange.getRequest().getHeaders().getFirst("X-User");
			return (user == null) ? exchange
					: exchange.mutate().request((request) -> request.header("X-Tenant", "of-" + user)).build();
		}

	}

	@Service
	static class Logbook {

		@RateLimited(value = "two", key = "principal")
		public Mono<String> write(String line) {
			return Mono.just(line);
		}

	}

	@RestController
	static class Pages {

		private final Logbook logbook;

		Pages(Logbook logbook) {
			this.logbook = logbook;
		}

		@GetMapping("/principal")
		@RateLimited(value = "two", key = "principal")
		public Mono<String> principal() {
			return Mono.just("principal");
		}

		@GetMapping("/claim")
		@RateLimited(value = "two", key = "claim['sub']")
		public Mono<String> claim() {
			return Mono.just("claim");
		}

		@GetMapping("/tenant")
		@RateLimited(value = "two", key = "header['X-Tenant']")
		public Mono<String> tenant() {
			return Mono.just("tenant");
		}

		@GetMapping("/service")
		Mono<String> service() {
			return this.logbook.write("service");
		}

		@Bean
		static RouterFunction<ServerResponse> routes(Logbook logbook) {
			return RouterFunctions.route()
				.GET("/route", (request) -> ServerResponse.ok().body(logbook.write("route"), String.class))
				.build();
		}

	}

}

package dev.ratelimit.requests;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules that show their limits in a way of their own, or not at all.
 */
class RuleHeadersTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d, key: "header['Key']" }
			    usual: { algorithm: fixed-window, rate: 2/365d, key: "header['Key']" }
			    method: { algorithm: fixed-window, rate: 2/365d, key: "header['Key']" }
			  web:
			    rules:
			      - { limits: two, paths: /shown }
			      - { limits: usual, paths: /shown, headers: none }
			      - { limits: usual, paths: /hidden, headers: none }
			      - { limits: two, paths: /legacy, headers: legacy }
			""";

	private static final String SILENT = LIMITS.replace("web:", "web:\n    headers: none");

	private static final Map<Server, Running> usual = new EnumMap<>(Server.class);

	private static final Map<Server, Running> silent = new EnumMap<>(Server.class);

	private final String key = "Key: " + UUID.randomUUID();

	private static Running on(Server server) {
		return usual.computeIfAbsent(server, (kind) -> Running.start(kind, LIMITS, Endpoints.class, Commits.class));
	}

	private static Running silentOn(Server server) {
		return silent.computeIfAbsent(server, (kind) -> Running.start(kind, SILENT, Endpoints.class, Commits.class));
	}

	@AfterAll
	static void stop() {
		for (Map<Server, Running> applications : List.of(usual, silent)) {
			applications.values().forEach(Running::close);
			applications.clear();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void aRuleThatShowsNoHeadersHidesOnlyItsOwn(Server server) {
		Response shown = on(server).send("GET", "/shown", this.key);
		assertThat(shown.header("RateLimit")).singleElement()
			.asString()
			.startsWith("\"two\";r=1;")
			.doesNotContain("usual");
		assertShowsNoLimit(on(server).send("GET", "/hidden", this.key));
		Response refused = on(server).send("GET", "/hidden", this.key);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("Retry-After")).hasSize(1);
		assertShowsNoLimit(refused);
	}

	private static void assertShowsNoLimit(Response response) {
		assertThat(response.header("RateLimit")).isEmpty();
		assertThat(response.header("RateLimit-Policy")).isEmpty();
		assertThat(response.header("X-RateLimit-Limit")).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void aRuleShowsItsLimitsInAWayOfItsOwn(Server server) {
		for (Running application : List.of(on(server), silentOn(server))) {
			Response legacy = application.send("GET", "/legacy", this.key);
			assertThat(legacy.header("X-RateLimit-Limit")).hasSize(1);
			assertThat(legacy.header("RateLimit")).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void aMethodShowsItsLimitWhereTheApplicationShowsLimits(Server server) {
		assertThat(on(server).send("GET", "/method", this.key).header("RateLimit")).singleElement()
			.asString()
			.startsWith("\"method\";r=1;");
		assertShowsNoLimit(silentOn(server).send("GET", "/method", this.key));
		assertThat(silentOn(server).statuses(2, "GET", "/method", this.key)).containsExactly(200, 429);
	}

	@Test
	void whereNothingIsShownNothingIsDoneWhenAResponseIsCommitted() {
		assertThat(commits(on(Server.NETTY), "/shown")).isOne();
		assertThat(commits(on(Server.NETTY), "/method")).isOne();
		assertThat(commits(on(Server.NETTY), "/hidden")).isZero();
		assertThat(commits(on(Server.NETTY), "/without")).isZero();
		assertThat(commits(silentOn(Server.NETTY), "/shown")).isZero();
		assertThat(commits(silentOn(Server.NETTY), "/method")).isZero();
		assertThat(commits(silentOn(Server.NETTY), "/legacy")).isOne();
	}

	private static int commits(Running application, String path) {
		Commits commits = application.bean(Commits.class);
		int before = commits.awaited.get();
		assertThat(application.status("GET", path, "Key: " + UUID.randomUUID())).isEqualTo(200);
		return commits.awaited.get() - before;
	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/shown", "/hidden", "/legacy", "/without" })
		String page() {
			return "";
		}

		@GetMapping("/method")
		@RateLimited("method")
		Mono<String> method() {
			return Mono.just("");
		}

	}

	/** Counts what waits for a response to be committed. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class Commits implements WebFilter {

		private final AtomicInteger awaited = new AtomicInteger();

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			return chain
				.filter(exchange.mutate().response(new CountingResponse(exchange.getResponse(), this.awaited)).build());
		}

	}

	private static final class CountingResponse extends ServerHttpResponseDecorator {

		private final AtomicInteger awaited;

		CountingResponse(ServerHttpResponse response, AtomicInteger awaited) {
			super(response);
			this.awaited = awaited;
		}

		@Override
		public void beforeCommit(Supplier<? extends Mono<Void>> action) {
			this.awaited.incrementAndGet();
			super.beforeCommit(action);
		}

	}

}

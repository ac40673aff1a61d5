package dev.ratelimit.requests;

import java.util.EnumMap;
import java.util.Map;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.requests.ReactiveOutcomeTests.Evaluations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Answers of which a server sends no body to clients that stay, such as those that a
 * gateway passes on: they get back what the outcome says.
 */
@Timeout(60)
class StayingClientTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    any: { algorithm: fixed-window, rate: 10/365d }
			    seen: { algorithm: fixed-window, rate: 10/365d }
			  web:
			    rules:
			      - { limits: any, paths: /**, key: "header['Key']", refund-when: "true" }
			      - { limits: seen, paths: /**, key: "header['Key']", refund-when: "@evaluations.count(header['Key'])" }
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running.computeIfAbsent(server, (kind) -> Running.start(kind, LIMITS, Pages.class, Evaluations.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	@ParameterizedTest
	@CsvSource({ "NETTY, GET, 200", "NETTY, HEAD, 200", "NETTY, GET, 204", "NETTY, GET, 205", "NETTY, GET, 304",
			"REACTIVE_TOMCAT, HEAD, 200", "REACTIVE_TOMCAT, GET, 204", "REACTIVE_TOMCAT, GET, 304" })
	void whoStaysHasNotLeft(Server server, String method, int status) throws Exception {
		for (String path : new String[] { "/parts", "/flushed", "/empty" }) {
			String key = method + status + path;
			assertThat(on(server).status(method, path + "?status=" + status, "Key: " + key)).isEqualTo(status);
			Evaluations.await(key);
			RateLimiterRegistry limiters = on(server).bean(RateLimiterRegistry.class);
			assertThat(limiters.get("any").peek(key).remaining()).as(key).isEqualTo(10);
		}
	}

	@RestController
	static class Pages {

		@RequestMapping("/parts")
		Mono<Void> parts(@RequestParam int status, ServerHttpResponse response) {
			response.setRawStatusCode(status);
			return response.writeWith(body(response, 100));
		}

		@RequestMapping("/flushed")
		Mono<Void> flushed(@RequestParam int status, ServerHttpResponse response) {
			response.setRawStatusCode(status);
			return response.writeAndFlushWith(body(response, 100).map(Flux::just));
		}

		@RequestMapping("/empty")
		Mono<Void> empty(@RequestParam int status, ServerHttpResponse response) {
			response.setRawStatusCode(status);
			return response.writeWith(body(response, 0));
		}

		private static Flux<DataBuffer> body(ServerHttpResponse response, int parts) {
			return Flux.range(0, parts).map((i) -> response.bufferFactory().wrap(new byte[1000]));
		}

	}

}

package dev.ratelimit.requests;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Errors that no operator of Reactor's lets pass as a signal: they end a call all the
 * same.
 */
@Timeout(60)
class FatalErrorTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    inflight: { algorithm: concurrency, concurrent: 10, max-hold: 1h }
			    failed: { algorithm: fixed-window, rate: 10/365d }
			    seen: { algorithm: fixed-window, rate: 10/365d }
			  web:
			    rules:
			      - { limits: inflight, paths: "/{*path}", key: path }
			      - { limits: failed, paths: "/{*path}", key: path, refund-when: "status == 500" }
			      - { limits: seen, paths: "/{*path}", key: path, refund-when: "@ends.count(path)" }
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running.computeIfAbsent(server,
				(kind) -> Running.start(kind, LIMITS, Endpoints.class, Routes.class, Ends.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	static List<Arguments> calls() {
		return List.of(Server.NETTY, Server.REACTIVE_TOMCAT)
			.stream()
			.flatMap((server) -> List
				.of("/overflow", "/overflow-later", "/no-class", "/memory", "/routed-overflow", "/routed-no-class",
						"/body", "/form")
				.stream()
				.map((path) -> Arguments.of(server, path)))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("calls")
	void aCallThatEndsWithOneIsOver(Server server, String path) throws Exception {
		Ends.paths.clear();
		try (Socket socket = new Socket("127.0.0.1", on(server).port())) {
			String head = switch (path) {
				case "/body" -> "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=b";
				case "/form" -> "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
						+ "Content-Type: application/x-www-form-urlencoded\r\n\r\na=b";
				default -> "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
			};
			socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
			// With the connection open, so it is not the client that ends the call
			assertThat(Ends.paths.poll(10, TimeUnit.SECONDS)).isEqualTo(path);
		}
		RateLimiterRegistry limits = on(server).bean(RateLimiterRegistry.class);
		assertThat(limits.get("failed").peek(path).remaining()).as("refunded if 500").isEqualTo(10);
		assertThat(limits.get("inflight").peek(path).remaining()).as("permits").isEqualTo(10);
	}

	private static int overflow(int depth) {
		return overflow(depth + 1) + 1;
	}

	/** Sees each evaluation, of the last rule, behind which the others are done. */
	@Component("ends")
	public static class Ends {

		static final BlockingQueue<String> paths = new LinkedBlockingQueue<>();

		public boolean count(String path) {
			return paths.add(path);
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping("/overflow")
		String overflow() {
			return "" + FatalErrorTests.overflow(0);
		}

		@GetMapping("/overflow-later")
		Mono<String> overflowLater() {
			return Mono.fromCallable(() -> "" + FatalErrorTests.overflow(0));
		}

		@GetMapping("/no-class")
		Mono<String> noClass() {
			throw new NoClassDefFoundError("as the test wants it");
		}

		@GetMapping("/memory")
		Mono<String> memory() {
			return Mono.error(new OutOfMemoryError("as the test wants it"));
		}

		@PostMapping("/body")
		String body(@RequestBody String body) {
			return body + FatalErrorTests.overflow(0);
		}

		@PostMapping("/form")
		Mono<String> form(ServerWebExchange exchange) {
			return exchange.getFormData().map((form) -> form + "" + FatalErrorTests.overflow(0));
		}

	}

	static class Routes {

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route()
				.GET("/routed-overflow", (request) -> ServerResponse.status(FatalErrorTests.overflow(0)).build())
				.GET("/routed-no-class", (request) -> {
					throw new NoClassDefFoundError("as the test wants it");
				})
				.build();
		}

	}

}

package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a call in WebFlux and of what it was charged.
 */
@Timeout(60)
class ReactiveOutcomeTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    ok: { algorithm: fixed-window, rate: 10/365d }
			    missing: { algorithm: fixed-window, rate: 10/365d }
			    failed: { algorithm: fixed-window, rate: 10/365d }
			    any: { algorithm: fixed-window, rate: 10/365d }
			    seen: { algorithm: fixed-window, rate: 10/365d }
			    two: { algorithm: fixed-window, rate: 2/365d }
			  web:
			    rules:
			      - { limits: ok, paths: "/{*path}", exclude: /own/**, key: "header['Key']", refund-when: "status == 200" }
			      - { limits: missing, paths: "/{*path}", exclude: /own/**, key: "header['Key']", refund-when: "status == 404" }
			      - { limits: failed, paths: "/{*path}", exclude: /own/**, key: "header['Key']", refund-when: "status >= 500" }
			      - { limits: any, paths: "/{*path}", exclude: /own/**, key: "header['Key']", refund-when: "true" }
			      - { limits: seen, paths: "/{*path}", exclude: /own/**, key: "header['Key']", refund-when: "@evaluations.count(header['Key'])" }
			      - { limits: two, paths: "/own/{name}", key: "pathVariable['name']" }
			""";

	private static final Running application = Running.start(Server.NETTY, LIMITS, Endpoints.class, Evaluations.class);

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@CsvSource({ "/answer?status=200, 10, 9, 9", "/answer?status=404, 9, 10, 9", "/answer?status=503, 9, 9, 10",
			"/answer?status=201, 9, 9, 9", "/throwing, 9, 9, 10", "/throwing-later, 9, 9, 10", "/not-found, 9, 10, 9",
			"/annotated-exception, 9, 10, 9", "/error-response, 9, 9, 10", "/none, 9, 10, 9", "/routed, 10, 9, 9",
			"/routed-throwing, 9, 9, 10" })
	void theFinishedResponseDecidesOnce(String path, long ok, long missing, long failed) throws InterruptedException {
		application.send("GET", path, "Key: " + path);
		Evaluations.await(path);
		assertThat(left("ok", path)).as("refunded if 200").isEqualTo(ok);
		assertThat(left("missing", path)).as("refunded if 404").isEqualTo(missing);
		assertThat(left("failed", path)).as("refunded if 5xx").isEqualTo(failed);
		assertThat(Evaluations.keys).isEmpty();
	}

	private static long left(String limit, String key) {
		return application.bean(RateLimiterRegistry.class).get(limit).peek(key).remaining();
	}

	@Test
	void aClientThatLeavesGetsNothingBack() throws Exception {
		try (Socket socket = new Socket("127.0.0.1", application.port())) {
			socket.getOutputStream()
				.write("GET /stream HTTP/1.1\r\nHost: localhost\r\nKey: left\r\n\r\n"
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(socket.getInputStream().read()).isPositive();
		}
		Endpoints.ended.acquire();
		assertThat(left("any", "left")).isEqualTo(9);
		assertThat(Evaluations.keys).isEmpty();
	}

	@Test
	void anErrorHandlerOfTheApplicationAnswersUnlessItMakesAFailureOfIt() throws IOException {
		try (Running catching = Running.start(Server.NETTY, LIMITS, Endpoints.class, Evaluations.class,
				CatchAll.class)) {
			assertThat(catching.statuses(3, "GET", "/own/failing")).containsExactly(200, 200, 429);
			assertThat(catching.send("GET", "/own/failing").body()).contains("quota-exceeded");
			assertThat(catching.statuses(3, "GET", "/own/teapot")).containsExactly(200, 200, 418);
		}
	}

	/** Makes a failure of any exception, save on one path. */
	static class CatchAll {

		@Bean
		WebExceptionHandler catchAll() {
			return (exchange, failure) -> answer(exchange, failure instanceof RateLimitExceededException
					&& exchange.getRequest().getPath().value().equals("/own/teapot") ? 418 : 500);
		}

		private static Mono<Void> answer(ServerWebExchange exchange, int status) {
			exchange.getResponse().setRawStatusCode(status);
			return exchange.getResponse().setComplete();
		}

	}

	/** Sees each evaluation; the last rule's ones, so the others' refunds are done. */
	@Component("evaluations")
	public static class Evaluations {

		static final BlockingQueue<String> keys = new LinkedBlockingQueue<>();

		public boolean count(String key) {
			return !keys.add(key);
		}

		static void await(String key) throws InterruptedException {
			assertThat(keys.poll(10, TimeUnit.SECONDS)).isEqualTo(key);
		}

	}

	@ResponseStatus(HttpStatus.NOT_FOUND)
	static class NothingThere extends RuntimeException {

	}

	@RestController
	static class Endpoints {

		static final Semaphore ended = new Semaphore(0);

		@GetMapping("/answer")
		Mono<Void> answer(@RequestParam int status, ServerHttpResponse response) {
			response.setRawStatusCode(status);
			return response.setComplete();
		}

		@GetMapping("/own/{name}")
		String own() {
			return "own";
		}

		@GetMapping("/throwing")
		Mono<String> throwing() {
			throw new IllegalStateException("as the test wants it");
		}

		@GetMapping("/throwing-later")
		Mono<String> throwingLater() {
			return Mono.error(() -> new IllegalStateException("as the test wants it"));
		}

		@GetMapping("/not-found")
		Mono<String> notFound() {
			return Mono.error(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
		}

		@GetMapping("/annotated-exception")
		Mono<String> annotatedException() {
			return Mono.error(NothingThere::new);
		}

		/** Which the error page makes a 500 of, as no advice handles it. */
		@GetMapping("/error-response")
		Mono<String> errorResponse() {
			return Mono.error(() -> new ErrorResponseException(HttpStatus.NOT_FOUND));
		}

		@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> stream() {
			return Flux.interval(Duration.ofMillis(10)).onBackpressureDrop().map(String::valueOf);
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter end() {
			return (exchange, chain) -> chain.filter(exchange).doFinally((signal) -> {
				if (exchange.getRequest().getPath().value().equals("/stream")) {
					ended.release();
				}
			});
		}

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route()
				.GET("/routed", (request) -> ServerResponse.ok().build())
				.GET("/routed-throwing", (request) -> Mono.error(new IllegalStateException("as the test wants it")))
				.build();
		}

	}

}

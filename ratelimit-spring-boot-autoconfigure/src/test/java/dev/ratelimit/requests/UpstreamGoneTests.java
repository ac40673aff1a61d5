package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.requests.ReactiveOutcomeTests.Evaluations;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.InputStreamResource;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers that call a server elsewhere: if that one hangs up, the call has failed; if
 * the client does, it gets nothing back.
 */
@Timeout(60)
class UpstreamGoneTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    failed: { algorithm: fixed-window, rate: 10/365d }
			    seen: { algorithm: fixed-window, rate: 10/365d }
			  web:
			    rules:
			      - { limits: failed, paths: /**, key: "header['Key']", refund-when: "status >= 500" }
			      - { limits: seen, paths: /**, key: "header['Key']", refund-when: "@evaluations.count(header['Key'])" }
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running
			.computeIfAbsent(server,
					(kind) -> Running.start(kind, LIMITS, kind.isReactive()
							? new Class<?>[] { Evaluations.class, Reactive.class, BareUpstream.Reactive.class }
							: new Class<?>[] { Evaluations.class, Servlets.class, BareUpstream.Servlets.class }));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	private static long left(Server server, String key) {
		return on(server).bean(RateLimiterRegistry.class).get("failed").peek(key).remaining();
	}

	@ParameterizedTest
	@EnumSource
	void aServerElsewhereThatHangsUpIsAFailure(Server server) throws Exception {
		assertGivenBack(server, "/call", 500);
	}

	/** Its failure looks like that of a connection to a client. */
	@ParameterizedTest
	@EnumSource
	void aServerElsewhereThatHangsUpOnAClientThatSpringDoesNotKnowIsAFailure(Server server) throws Exception {
		assertGivenBack(server, "/bare", 500);
		assertGivenBack(server, "/handled", 502);
		assertGivenBack(server, "/later", 502);
		assertGivenBack(server, "/dispatched", 500);
	}

	private static void assertGivenBack(Server server, String path, int status) throws Exception {
		String key = path + server;
		try (Upstream upstream = new Upstream(0)) {
			assertThat(on(server).status("GET", path, "Key: " + key, "Upstream: " + upstream.port())).isEqualTo(status);
		}
		Evaluations.await(key);
		assertThat(left(server, key)).isEqualTo(10);
	}

	/** WebFlux on Tomcat does not always notice that a client has left. */
	@ParameterizedTest
	@CsvSource({ "TOMCAT, reset", "TOMCAT, end", "JETTY, reset", "JETTY, end", "NETTY, reset", "NETTY, end" })
	void aClientThatLeavesWhileItsBodyIsPassedOnGetsNothingBack(Server server, String way) throws Exception {
		on(server);
		Evaluations.keys.clear();
		Endpoints.ended.drainPermits();
		String key = "left" + server + way;
		try (Upstream upstream = new Upstream(1_000_000)) {
			try (Socket client = new Socket("127.0.0.1", on(server).port())) {
				client.getOutputStream()
					.write("POST /pass HTTP/1.1\r\nHost: localhost\r\nKey: %s\r\nUpstream: %d\r\nContent-Length: 100000\r\n\r\nhalf"
						.formatted(key, upstream.port())
						.getBytes(StandardCharsets.ISO_8859_1));
				assertThat(upstream.called.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
				if (way.equals("reset")) {
					client.setSoLinger(true, 0);
				}
			}
			assertThat(Endpoints.ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(Evaluations.keys).isEmpty();
		assertThat(left(server, key)).isEqualTo(9);
	}

	static final class Endpoints {

		static final Semaphore ended = new Semaphore(0);

		static String uri(String port) {
			return "http://127.0.0.1:" + port;
		}

	}

	@RestController
	static class Servlets {

		@GetMapping("/call")
		void call(HttpServletRequest request) {
			RestClient.builder()
				.requestFactory(new JdkClientHttpRequestFactory())
				.build()
				.get()
				.uri(Endpoints.uri(request.getHeader("Upstream")))
				.retrieve()
				.toBodilessEntity();
		}

		@PostMapping("/pass")
		void pass(HttpServletRequest request) throws IOException {
			SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
			factory.setChunkSize(1);
			RestClient.builder()
				.requestFactory(factory)
				.build()
				.post()
				.uri(Endpoints.uri(request.getHeader("Upstream")))
				.body(new InputStreamResource(request.getInputStream()))
				.retrieve()
				.toBodilessEntity();
		}

		@Bean
		FilterRegistrationBean<Filter> end() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				try {
					chain.doFilter(request, response);
				}
				finally {
					Endpoints.ended.release();
				}
			});
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return filter;
		}

	}

	@RestController
	static class Reactive {

		private final WebClient client = WebClient.builder().clientConnector(new JdkClientHttpConnector()).build();

		@GetMapping("/call")
		Mono<Void> call(ServerHttpRequest request) {
			return this.client.get()
				.uri(Endpoints.uri(request.getHeaders().getFirst("Upstream")))
				.retrieve()
				.bodyToMono(Void.class);
		}

		@PostMapping("/pass")
		Mono<Void> pass(ServerHttpRequest request) {
			return this.client.post()
				.uri(Endpoints.uri(request.getHeaders().getFirst("Upstream")))
				.body(BodyInserters.fromDataBuffers(request.getBody()))
				.retrieve()
				.bodyToMono(Void.class);
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter end() {
			return (exchange, chain) -> chain.filter(exchange).doFinally((signal) -> Endpoints.ended.release());
		}

	}

}

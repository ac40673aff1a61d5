package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a call has cost in the end, by its finished response, on every server.
 */
@Timeout(60)
class SettledRuleTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { hundred: { algorithm: fixed-window, rate: 100/365d } }
			  web:
			    rules:
			      - limits: hundred
			        paths: /**
			        key: "header['Key']"
			        permits: 10
			        settle: "@costs.of(header['Key'], status)"
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running.computeIfAbsent(server,
				(kind) -> kind.isReactive() ? Running.start(kind, LIMITS, Endpoints.class, Costs.class, Stream.class)
						: Running.start(kind, LIMITS, Endpoints.class, Costs.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	private static long left(Server server, String key) {
		return on(server).bean(RateLimiterRegistry.class).get("hundred").peek(key).remaining();
	}

	private static void call(Server server, String path, String key) throws InterruptedException {
		on(server).send("GET", path, "Key: " + key);
		assertThat(Costs.asked.poll(20, TimeUnit.SECONDS)).isEqualTo(key);
	}

	/** The answer may come, and the expression be asked, before the charge is settled. */
	private static void assertLeft(Server server, String key, long expected) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (left(server, key) != expected && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		assertThat(left(server, key)).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatSucceedsCostsWhatTheResponseSays(Server server) throws InterruptedException {
		call(server, "/status/200", "ok");
		assertLeft(server, "ok", 75);
		call(server, "/status/404", "free");
		assertLeft(server, "free", 100);
	}

	@ParameterizedTest
	@EnumSource
	void aCallThatFailsCostsWhatItsErrorSays(Server server) throws InterruptedException {
		call(server, "/throwing", "failed");
		assertLeft(server, "failed", 50);
	}

	@ParameterizedTest
	@EnumSource
	void withoutAValueACallCostsWhatItWasCharged(Server server) throws InterruptedException {
		call(server, "/status/202", "none");
		assertThat(left(server, "none")).isEqualTo(90);
	}

	@Test
	void aClientThatLeavesHasCostNoLessThanItWasCharged() throws IOException, InterruptedException {
		leave("left-404");
		assertThat(left(Server.NETTY, "left-404")).isEqualTo(90);
	}

	@Test
	void aClientThatLeavesMayHaveCostMoreByTheStatusThatSaysSo() throws IOException, InterruptedException {
		leave("left");
		assertLeft(Server.NETTY, "left", 60);
	}

	/** Where the request can still be read then. */
	private static void leave(String key) throws IOException, InterruptedException {
		try (Socket socket = new Socket("127.0.0.1", on(Server.NETTY).port())) {
			socket.getOutputStream()
				.write("GET /stream HTTP/1.1\r\nHost: localhost\r\nKey: %s\r\n\r\n".formatted(key)
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(socket.getInputStream().read()).isPositive();
		}
		assertThat(Costs.asked.poll(20, TimeUnit.SECONDS)).isEqualTo(key);
	}

	/** Sees each evaluation. */
	@Component("costs")
	public static class Costs {

		static final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

		public Long of(String key, int status) {
			asked.add(key);
			return switch (key.endsWith("-404") ? 404 : status) {
				case 200 -> 25L;
				case 404 -> 0L;
				case 202 -> null;
				case 499 -> 40L;
				default -> 50L;
			};
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping("/status/{status}")
		ResponseEntity<String> status(@PathVariable int status) {
			return ResponseEntity.status(status).body("answer");
		}

		@GetMapping("/throwing")
		String throwing() {
			throw new IllegalStateException("as the test wants it");
		}

	}

	@RestController
	static class Stream {

		@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> stream() {
			return Flux.interval(Duration.ofMillis(10)).onBackpressureDrop().map(String::valueOf);
		}

	}

}

package dev.ratelimit.requests;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe for two exports at a time, on every server, with a header in place of the
 * user.
 */
@Timeout(60)
class TwoExportsTests {

	private static String recipe() throws IOException {
		String text = Files.readString(Path.of("..", "docs", "recipes.md"));
		String section = text.substring(text.indexOf("## Two exports at a time"));
		String yaml = section.substring(section.indexOf("```yaml") + 7,
				section.indexOf("```", section.indexOf("```") + 3));
		return yaml.replace("key: principal", "key: header['X-User']");
	}

	@ParameterizedTest
	@EnumSource
	void theThirdExportWaitsForOneToEnd(Server server) throws Exception {
		Exports.reset();
		try (Running running = Running.start(server, recipe(), Exports.class)) {
			CompletableFuture<Integer> first = export(running);
			CompletableFuture<Integer> second = export(running);
			assertThat(Exports.begun.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Integer> third = export(running);
			Exports.gate.release();
			assertThat(Exports.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			Exports.gate.release(2);
			assertThat(List.of(first.join(), second.join(), third.join())).containsOnly(200);
			assertThat(Exports.most).hasValue(2);
			assertBothAreFree(running);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aUserWhoClosesTheBrowserHasThePermitBack(Server server) throws Exception {
		Exports.reset();
		try (Running running = Running.start(server, recipe(), Exports.class)) {
			try (Socket socket = new Socket("127.0.0.1", running.port())) {
				socket.setSoLinger(true, 0);
				socket.getOutputStream()
					.write("GET /exports/stream HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\n\r\n"
						.getBytes(StandardCharsets.US_ASCII));
				assertThat(Exports.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
				assertThat(limiter(running).peek("alice").remaining()).isOne();
			}
			assertBothAreFree(running);
		}
	}

	/** Resets meet the exchange at each of its steps. */
	@ParameterizedTest
	@EnumSource
	void clientsThatResetTheConnectionHoldNoPermit(Server server) throws Exception {
		Exports.reset();
		String many = recipe().replaceFirst("concurrent: \\d+", "concurrent: 1000")
			.replaceFirst("max-wait: \\w+", "max-wait: 0s");
		try (Running running = Running.start(server, many, Exports.class)) {
			for (int i = 0; i < 150; i++) {
				leave(running, i % 4);
			}
			// A permit that is held for good makes this wait until the time is over
			Decision all = limiter(running).acquireAsync("alice", 1000, Duration.ofSeconds(30))
				.toCompletableFuture()
				.get(40, TimeUnit.SECONDS);
			assertThat(all.permits()).isEqualTo(1000);
		}
	}

	/**
	 * Its application does not complete the exchange either. Jetty's write that waits for
	 * room fails only when the connection has been idle too long.
	 */
	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void anExchangeThatNobodyCompletesEndsAsItsWriterFails(Server server) throws Exception {
		Exports.reset();
		try (Running running = Running.start(server, recipe() + "server.jetty.connection-idle-timeout: 2s\n",
				Forgetful.class)) {
			leave(running, 20_000);
			assertBothAreFree(running);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aStreamThatFailsInTheMiddleGivesThePermitBack(Server server) throws Exception {
		Exports.reset();
		try (Running running = Running.start(server, recipe(), Exports.class)) {
			for (int i = 0; i < 3; i++) {
				running.send("GET", "/exports/failing", "X-User: alice");
			}
			assertBothAreFree(running);
		}
	}

	private static void leave(Running running, int after) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", running.port())) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write("GET /exports/stream HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			Exports.begun.tryAcquire(after, TimeUnit.MILLISECONDS);
		}
	}

	private static CompletableFuture<Integer> export(Running running) {
		return CompletableFuture.supplyAsync(() -> running.status("GET", "/exports/one", "X-User: alice"),
				(call) -> new Thread(call).start());
	}

	private static RateLimiter limiter(Running running) {
		return running.bean(RateLimiterRegistry.class).get("exports");
	}

	/** Waits in line for both. */
	private static void assertBothAreFree(Running running) throws Exception {
		Decision both = limiter(running).acquireAsync("alice", 2, Duration.ofSeconds(30))
			.toCompletableFuture()
			.get(40, TimeUnit.SECONDS);
		assertThat(both.permits()).isEqualTo(2);
	}

	@RestController
	static class Exports {

		static final Semaphore begun = new Semaphore(0);

		static final Semaphore gate = new Semaphore(0);

		static final AtomicInteger running = new AtomicInteger();

		static final AtomicInteger most = new AtomicInteger();

		static void reset() {
			begun.drainPermits();
			gate.drainPermits();
			running.set(0);
			most.set(0);
		}

		@GetMapping("/exports/one")
		Mono<String> one() {
			return Mono.fromCallable(() -> {
				most.accumulateAndGet(running.incrementAndGet(), Math::max);
				begun.release();
				gate.acquire();
				running.decrementAndGet();
				return "exported";
			}).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping(path = "/exports/failing", produces = "text/event-stream")
		Flux<String> failing() {
			return Flux.just("begun")
				.concatWith(Mono.delay(Duration.ofMillis(50))
					.then(Mono.error(new IllegalStateException("as the test wants it"))));
		}

		/** Never ends by itself. */
		@GetMapping(path = "/exports/stream", produces = "text/event-stream")
		Flux<String> stream() {
			return Flux.interval(Duration.ofMillis(10))
				.onBackpressureDrop()
				.map((tick) -> "x".repeat(1000))
				.doOnSubscribe((call) -> begun.release());
		}

	}

	static class Forgetful {

		@Bean
		ServletRegistrationBean<HttpServlet> stream() {
			ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					PrintWriter writer = response.getWriter();
					AsyncContext exchange = request.startAsync();
					exchange.setTimeout(0);
					exchange.start(() -> {
						Exports.begun.release();
						while (!writer.checkError()) {
							writer.write("event\n".repeat(1000));
						}
					});
				}

			}, "/exports/stream");
			registration.setAsyncSupported(true);
			return registration;
		}

	}

}

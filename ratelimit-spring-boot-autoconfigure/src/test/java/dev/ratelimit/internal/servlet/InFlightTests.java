package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two exports at a time on real servers, whose clock stands still: no hold is ever over,
 * and every permit comes back.
 */
@ParameterizedClass
@ValueSource(strings = { "tomcat", "jetty" })
class InFlightTests {

	private static final Duration LONG = Duration.ofDays(1);

	private static TestServer server;

	@Parameter
	String container;

	@BeforeParameterizedClassInvocation
	static void start(String container) {
		server = new TestServer(HeaderStyle.STANDARD, Limit.concurrency("exports", 2).build());
		server.start(List.of(new RuleDefinition(List.of("exports"), List.of("/**"), null, null, "header['Key']", null,
				null, null, null, null, null, null)), false, Map.of("test.server", container), Exports.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/direct", "/callable", "/deferred", "/streamed" })
	void twoCallsRunAtATimeAndTheThirdIsRefused(String path) throws Exception {
		CompletableFuture<HttpResponse<String>> first = call(path);
		CompletableFuture<HttpResponse<String>> second = call(path);
		HttpResponse<String> third = server.get(path, "Key", path);
		assertThat(third.statusCode()).isEqualTo(429);
		assertThat(third.headers().firstValue("RateLimit-Policy"))
			.contains("\"exports\";q=2;qu=\"concurrent-requests\"");
		assertThat(third.headers().firstValue("RateLimit")).contains("\"exports\";r=0;t=60");
		assertThat(third.headers().firstValue("Retry-After")).contains("60");
		Exports.gate.release(2);
		assertThat(List.of(first.join().statusCode(), second.join().statusCode())).containsOnly(200);
		assertBothAreBack(path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing", "/missing", "/late" })
	void anExportThatFailsGivesItsPermitBack(String path) throws Exception {
		for (int i = 0; i < 3; i++) {
			assertThat(server.get(path, "Key", path).statusCode()).isGreaterThanOrEqualTo(400).isNotEqualTo(429);
			assertBothAreBack(path);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/streamed", "/written" })
	void aClientThatHangsUpGivesItsPermitBack(String path) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: localhost\r\nKey: gone %s\r\n\r\n".formatted(path, path)
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(Exports.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			assertThat(server.left("exports", "gone " + path)).isOne();
		}
		Exports.gate.release();
		assertBothAreBack("gone " + path);
	}

	/** Waits in line for both. */
	private static void assertBothAreBack(String key) throws Exception {
		RateLimiter limiter = server.limiters.get("exports");
		Decision both = limiter.acquireAsync(key, 2, LONG).toCompletableFuture().get(20, TimeUnit.SECONDS);
		assertThat(both.permits()).isEqualTo(2);
		limiter.refund(key, both);
	}

	private static CompletableFuture<HttpResponse<String>> call(String path) throws InterruptedException {
		CompletableFuture<HttpResponse<String>> answer = CompletableFuture
			.supplyAsync(() -> server.get(path, "Key", path), (call) -> new Thread(call).start());
		assertThat(Exports.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
		return answer;
	}

	@RestController
	static class Exports {

		static final Semaphore begun = new Semaphore(0);

		static final Semaphore gate = new Semaphore(0);

		private static String export() {
			begun.release();
			gate.acquireUninterruptibly();
			return "exported";
		}

		@GetMapping("/direct")
		String direct() {
			return export();
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return Exports::export;
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> result.setResult(export())).start();
			return result;
		}

		@GetMapping("/streamed")
		StreamingResponseBody streamed() {
			return (out) -> {
				export();
				byte[] some = new byte[64 * 1024];
				for (int i = 0; i < 200; i++) {
					out.write(some);
					out.flush();
				}
			};
		}

		@GetMapping("/written")
		void written(HttpServletResponse response) throws IOException {
			streamed().writeTo(response.getOutputStream());
		}

		@GetMapping("/failing")
		String failing() {
			throw new IllegalStateException("as the test wants it");
		}

		@GetMapping("/late")
		DeferredResult<String> late() {
			return new DeferredResult<>(200L);
		}

	}

}

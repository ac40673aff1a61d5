package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refunds by the finished response on a real Tomcat, every test on a key of its own.
 */
class RefundWhenTests {

	private static TestServer server;

	private static RuleDefinition rule(String limit, String path, String refundWhen) {
		return new RuleDefinition(List.of(limit), List.of(path), null, null, "header['Key']", null, null, null,
				refundWhen, null, null, null);
	}

	@BeforeAll
	static void start() {
		server = new TestServer(HeaderStyle.STANDARD, Limit.of("ok", Algorithm.FIXED_WINDOW, "10/1m"),
				Limit.of("failed", Algorithm.FIXED_WINDOW, "10/1m"),
				Limit.of("counted", Algorithm.FIXED_WINDOW, "10/1m"),
				Limit.of("throwing", Algorithm.FIXED_WINDOW, "10/1m"),
				Limit.of("last", Algorithm.FIXED_WINDOW, "1/1m"));
		server.start(List.of(rule("ok", "/*", "status == 200"), rule("failed", "/*", "status >= 500"),
				rule("throwing", "/*", "response.getHeader('None').length() > 0"),
				rule("last", "/last", "status == 429"), rule("counted", "/*", "@evaluations.count(header['Key'])")),
				false, Map.of(), Endpoints.class, Evaluations.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/answer?status=200, 10, 9", "/answer?status=201, 9, 9", "/answer?status=503, 9, 10",
			"/callable?status=200, 10, 9", "/callable?status=503, 9, 10", "/deferred?status=200, 10, 9",
			"/deferred?status=201, 9, 9", "/again?status=200, 10, 9", "/again?status=503, 9, 10", "/throwing, 9, 10",
			"/throwing-later, 9, 10", "/complete?status=200, 10, 9", "/complete?status=503, 9, 10",
			"/send-error?status=503, 9, 10", "/timeout, 9, 10" })
	void theFinishedResponseDecidesOnce(String path, long ok, long failed) throws InterruptedException {
		server.get(path, "Key", path);
		server.bean(Evaluations.class).await(path);
		assertThat(server.left("ok", path)).as("refunded if 200").isEqualTo(ok);
		assertThat(server.left("failed", path)).as("refunded if 5xx").isEqualTo(failed);
	}

	@AfterEach
	void evaluatedOnce() {
		assertThat(server.bean(Evaluations.class).keys).isEmpty();
	}

	@Test
	void anExpressionThatThrowsRefundsNothing() throws InterruptedException {
		server.get("/answer?status=200", "Key", "throwing");
		server.bean(Evaluations.class).await("throwing");
		assertThat(server.left("throwing", "throwing")).isEqualTo(9);
	}

	@Test
	void aRefusalIsNoResponseToRefundBy() throws InterruptedException {
		server.get("/last", "Key", "last");
		server.bean(Evaluations.class).await("last");
		assertThat(server.get("/last", "Key", "last").statusCode()).isEqualTo(429);
		assertThat(server.left("last", "last")).isZero();
	}

	/** Sees each evaluation; the last rules' ones, so the others' refunds are done. */
	@Component("evaluations")
	public static class Evaluations {

		private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();

		public boolean count(String key) {
			return !this.keys.add(key);
		}

		void await(String key) throws InterruptedException {
			assertThat(this.keys.poll(10, TimeUnit.SECONDS)).isEqualTo(key);
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/answer", "/last" })
		void answer(@RequestParam(defaultValue = "200") int status, HttpServletResponse response) {
			response.setStatus(status);
		}

		@GetMapping("/callable")
		Callable<String> callable(@RequestParam int status, HttpServletResponse response) {
			return () -> {
				response.setStatus(status);
				return "later";
			};
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred(@RequestParam int status, HttpServletResponse response) {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.runAsync(() -> {
				response.setStatus(status);
				result.setResult("later");
			});
			return result;
		}

		@GetMapping("/again")
		void again(@RequestParam int status, HttpServletRequest request) {
			request.startAsync().dispatch("/callable?status=" + status);
		}

		@GetMapping("/throwing")
		void throwing() {
			throw new IllegalStateException("as the test wants it");
		}

		@GetMapping("/throwing-later")
		Callable<String> throwingLater() {
			return () -> {
				throw new IllegalStateException("as the test wants it");
			};
		}

		@GetMapping("/complete")
		void complete(@RequestParam int status, HttpServletRequest request, HttpServletResponse response) {
			AsyncContext async = request.startAsync();
			async.start(() -> {
				response.setStatus(status);
				async.complete();
			});
		}

		@GetMapping("/send-error")
		void error(@RequestParam int status, HttpServletResponse response) throws IOException {
			response.sendError(status);
		}

		@GetMapping("/timeout")
		DeferredResult<String> timeout() {
			return new DeferredResult<>(1L);
		}

	}

}

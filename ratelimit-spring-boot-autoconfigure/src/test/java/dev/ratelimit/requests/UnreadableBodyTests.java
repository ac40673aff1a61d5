package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client whose body cannot be read has not left: its handler may go on.
 */
class UnreadableBodyTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    uploads: { algorithm: concurrency, concurrent: 1, max-hold: 1h }
			  web:
			    rules:
			      - { limits: uploads, paths: /uploads, key: "header['Key']" }
			""";

	/** Or calls whose bodies cannot be read would run in any number. */
	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void aHandlerThatGoesOnHoldsItsPermit(Server server) throws Exception {
		try (Running running = Running.start(server, LIMITS, Uploads.class);
				Socket socket = new Socket("127.0.0.1", running.port())) {
			socket.getOutputStream()
				.write(("POST /uploads HTTP/1.1\r\nHost: localhost\r\nKey: alice\r\nTransfer-Encoding: chunked\r\n\r\n"
						+ "no chunk\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(Uploads.failed.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			RateLimiter limiter = running.bean(RateLimiterRegistry.class).get("uploads");
			assertThat(limiter.peek("alice").remaining()).isZero();
			Uploads.goOn.release();
			Decision next = limiter.acquireAsync("alice", 1, Duration.ofSeconds(30))
				.toCompletableFuture()
				.get(40, TimeUnit.SECONDS);
			assertThat(next.permits()).isOne();
		}
	}

	static class Uploads {

		static final Semaphore failed = new Semaphore(0);

		static final Semaphore goOn = new Semaphore(0);

		@Bean
		ServletRegistrationBean<HttpServlet> uploads() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doPost(HttpServletRequest request, HttpServletResponse response) {
					try {
						request.getInputStream().readAllBytes();
					}
					catch (IOException ex) {
						failed.release();
						goOn.acquireUninterruptibly();
					}
				}

			}, "/uploads");
		}

	}

}

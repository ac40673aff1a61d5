package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave a servlet which goes on without its thread, with the request and the
 * response that its container gives it: they get nothing back. Each has a server to
 * itself, as Tomcat can end the next call with the error of one that was left.
 */
@Timeout(60)
class LeftAsyncTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    any: { algorithm: fixed-window, rate: 10/365d }
			    flight: { algorithm: concurrency, concurrent: 2, max-hold: 10h }
			  web:
			    rules:
			      - { limits: any, paths: /**, key: "header['Key']", refund-when: "true" }
			      - { limits: flight, paths: /**, key: "header['Key']" }
			server.shutdown: immediate
			""";

	@ParameterizedTest
	@CsvSource({ "TOMCAT, /read", "JETTY, /read", "TOMCAT, /write", "JETTY, /write" })
	void aClientThatLeavesGetsNothingBack(Server server, String path) throws Exception {
		Servlets.begun.drainPermits();
		Servlets.ended.drainPermits();
		RateLimiterRegistry limiters;
		try (Running application = Running.start(server, LIMITS, Servlets.class)) {
			limiters = application.bean(RateLimiterRegistry.class);
			leave(application, path);
			assertThat(Servlets.ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			Decision both = limiters.get("flight")
				.acquireAsync("left", 2, Duration.ofSeconds(10))
				.toCompletableFuture()
				.get(20, TimeUnit.SECONDS);
			assertThat(both.permits()).as("permits that are back").isEqualTo(2);
		}
		// The container may have ended the exchange only now
		assertThat(limiters.get("any").peek("left").remaining()).isEqualTo(9);
	}

	private static void leave(Running application, String path) throws Exception {
		try (Socket client = new Socket("127.0.0.1", application.port())) {
			client.setSoLinger(true, 0);
			client.getOutputStream()
				.write("POST %s HTTP/1.1\r\nHost: localhost\r\nKey: left\r\nContent-Length: %d\r\n\r\nhalf"
					.formatted(path, path.equals("/read") ? 10_000 : 4)
					.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(Servlets.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
		}
	}

	static class Servlets {

		static final Semaphore begun = new Semaphore(0);

		static final Semaphore ended = new Semaphore(0);

		@Bean
		ServletRegistrationBean<HttpServlet> servlet() {
			ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doPost(HttpServletRequest request, HttpServletResponse response) {
					AsyncContext exchange = request.startAsync();
					exchange.setTimeout(0);
					exchange.start(() -> goOn(exchange, request.getServletPath()));
				}

			}, "/read", "/write");
			registration.setAsyncSupported(true);
			return registration;
		}

		private static void goOn(AsyncContext exchange, String path) {
			begun.release();
			try {
				if (path.equals("/read")) {
					exchange.getRequest().getInputStream().readAllBytes();
				}
				for (int i = 0; i < 1000; i++) {
					exchange.getResponse().getOutputStream().write(new byte[64 * 1024]);
				}
			}
			catch (IOException ex) {
				((HttpServletResponse) exchange.getResponse()).setStatus(500);
			}
			finally {
				ended.release();
			}
			exchange.complete();
		}

	}

}

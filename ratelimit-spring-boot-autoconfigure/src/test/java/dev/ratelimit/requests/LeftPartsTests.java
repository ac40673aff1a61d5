package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave in the middle of a body that the container reads for the handler,
 * where only the exception tells.
 */
@Timeout(60)
class LeftPartsTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    any: { algorithm: fixed-window, rate: 10/365d }
			  web:
			    rules:
			      - { limits: any, paths: /**, refund-when: "status >= 500" }
			""";

	@ParameterizedTest
	@CsvSource({ "TOMCAT, /parts, reset", "TOMCAT, /parts, end", "TOMCAT, /form, reset", "TOMCAT, /form, end",
			"JETTY, /parts, reset", "JETTY, /parts, end", "JETTY, /form, reset", "JETTY, /form, end" })
	void aClientThatLeavesGetsNothingBack(Server server, String path, String way) throws Exception {
		try (Running application = Running.start(server, LIMITS, Endpoints.class)) {
			String type = path.equals("/form") ? "application/x-www-form-urlencoded"
					: "multipart/form-data; boundary=b";
			try (Socket client = new Socket("127.0.0.1", application.port())) {
				client.getOutputStream()
					.write("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 10000\r\n\r\n%s"
						.formatted(path, type,
								"--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\nhalf")
						.getBytes(StandardCharsets.ISO_8859_1));
				assertThat(Endpoints.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
				if (way.equals("reset")) {
					client.setSoLinger(true, 0);
				}
			}
			assertThat(Endpoints.ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			assertThat(application.bean(RateLimiterRegistry.class).get("any").peek("127.0.0.1").remaining())
				.isEqualTo(9);
		}
	}

	@RestController
	static class Endpoints {

		static final Semaphore begun = new Semaphore(0);

		static final Semaphore ended = new Semaphore(0);

		@PostMapping("/parts")
		String parts(MultipartFile a) throws IOException {
			return new String(a.getBytes(), StandardCharsets.UTF_8);
		}

		@PostMapping("/form")
		String form(HttpServletRequest request) {
			return request.getParameter("a");
		}

		@Bean
		FilterRegistrationBean<Filter> around() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				begun.release();
				try {
					chain.doFilter(request, response);
				}
				finally {
					ended.release();
				}
			});
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return filter;
		}

	}

}

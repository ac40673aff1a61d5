package dev.ratelimit.requests;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave a WebFlux application in the middle of a body of any kind: they get
 * nothing back.
 */
@Timeout(60)
class LeftUploadTests {

	private static final Running application = Running.start(Server.NETTY, """
			ratelimit:
			  limits:
			    any: { algorithm: fixed-window, rate: 10/365d }
			  web:
			    rules:
			      - { limits: any, paths: /**, key: "header['Key']", refund-when: "true" }
			""", Endpoints.class);

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@CsvSource({ "/form, application/x-www-form-urlencoded, reset", "/form, application/x-www-form-urlencoded, end",
			"/parts, multipart/form-data; boundary=b, reset", "/parts, multipart/form-data; boundary=b, end",
			"/text, text/plain, reset", "/text, text/plain, end" })
	void aClientThatLeavesInTheMiddleOfItsBodyGetsNothingBack(String path, String type, String way) throws Exception {
		String key = path + way;
		String body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf";
		leave(key, way,
				"POST %s HTTP/1.1\r\nHost: localhost\r\nKey: %s\r\nContent-Type: %s\r\nContent-Length: 10000\r\n\r\n%s"
					.formatted(path, key, type, body));
		assertThat(left(key)).isEqualTo(9);
	}

	private static void leave(String key, String way, String request) throws Exception {
		Endpoints.begun.drainPermits();
		Endpoints.ended.drainPermits();
		try (Socket client = new Socket("127.0.0.1", application.port())) {
			client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			assertThat(Endpoints.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			if (way.equals("reset")) {
				client.setSoLinger(true, 0);
			}
		}
		assertThat(Endpoints.ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
	}

	private static long left(String key) {
		return application.bean(RateLimiterRegistry.class).get("any").peek(key).remaining();
	}

	@RestController
	static class Endpoints {

		static final Semaphore begun = new Semaphore(0);

		static final Semaphore ended = new Semaphore(0);

		@PostMapping("/form")
		Mono<String> form(ServerWebExchange exchange) {
			return exchange.getFormData().doOnSubscribe((call) -> begun.release()).map(Object::toString);
		}

		@PostMapping("/parts")
		Mono<String> parts(ServerWebExchange exchange) {
			return exchange.getMultipartData().doOnSubscribe((call) -> begun.release()).map(Object::toString);
		}

		@PostMapping("/text")
		Mono<String> text(@RequestBody Mono<String> body) {
			return body.doOnSubscribe((call) -> begun.release());
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter end() {
			return (exchange, chain) -> chain.filter(exchange).doFinally((signal) -> ended.release());
		}

	}

}

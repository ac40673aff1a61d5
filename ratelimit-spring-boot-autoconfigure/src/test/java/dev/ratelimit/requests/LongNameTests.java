package dev.ratelimit.requests;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names as long as a server takes them. To put the marks of a letter in order takes the
 * square of their number, so a form of half a megabyte would keep a processor busy for
 * minutes, ahead of any limit, and its client would wait in vain.
 */
@Timeout(120)
class LongNameTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: /login, key: "canonical(request.getParameter('user'))" }
			""";

	/** Two marks in UTF-8, of which the second stands before the first. */
	private static final String MARKS = "\u00cc\u0081\u00cc\u00a3";

	@ParameterizedTest
	@EnumSource
	void aNameOfManyMarksIsReadAtOnce(Server server) {
		// As much as Jetty takes of a form, and WebFlux of a body
		int pairs = (server == Server.TOMCAT) ? 200_000 : 45_000;
		String body = "user=a" + MARKS.repeat(pairs);
		String path = server.isReactive() ? "/annotated" : "/login";
		String type = server.isReactive() ? "text/plain" : "application/x-www-form-urlencoded";
		String yaml = server.isReactive() ? LIMITS.substring(0, LIMITS.indexOf("  web:")) : LIMITS;
		try (Running application = Running.start(server, yaml, Pages.class)) {
			String request = String.join("\r\n", "POST " + path + " HTTP/1.1", "Host: localhost", "Connection: close",
					"Content-Type: " + type + ";charset=UTF-8", "Content-Length: " + body.length(), "", body);
			for (int status : new int[] { 200, 200, 429 }) {
				assertThat(application.send(request).status()).isEqualTo(status);
			}
		}
	}

	@RestController
	static class Pages {

		@PostMapping("/login")
		String login() {
			return "login";
		}

		@PostMapping("/annotated")
		@RateLimited(value = "two", key = "canonical(#name)")
		Mono<String> annotated(@RequestBody String name) {
			return Mono.just("annotated");
		}

	}

}

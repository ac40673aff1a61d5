package dev.ratelimit.requests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.web.bind.annotation.PostMapping;
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

	/** Tomcat takes the longest forms. The client does not wait for minutes. */
	@Test
	void aNameOfManyMarksIsReadAtOnce() {
		String body = "user=a" + MARKS.repeat(200_000);
		String request = String.join("\r\n", "POST /login HTTP/1.1", "Host: localhost", "Connection: close",
				"Content-Type: application/x-www-form-urlencoded;charset=UTF-8", "Content-Length: " + body.length(), "",
				body);
		try (Running application = Running.start(Server.TOMCAT, LIMITS, Pages.class)) {
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

	}

}

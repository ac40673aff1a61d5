package dev.ratelimit.requests;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler of the application that throws a refusal on leaves it to those after it.
 */
class PassedOnRefusalTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { own: { rate: 1/1d }, passed-on: { rate: 1/1d } }
			  web:
			    rules:
			      - { limits: own, paths: /own }
			      - { limits: passed-on, paths: /passed-on }
			""";

	@ParameterizedTest
	@EnumSource
	void aRefusalThatIsThrownOnIsAnsweredAsWithoutAHandler(Server server) {
		try (Running running = Running.start(server, LIMITS, Pages.class, Picky.class)) {
			assertThat(running.statuses(2, "GET", "/own")).containsExactly(200, 418);
			assertThat(running.statuses(2, "GET", "/passed-on")).containsExactly(200, 429);
			Response refused = running.send("GET", "/passed-on");
			assertThat(refused.header("Content-Type")).containsExactly("application/problem+json");
			assertThat(refused.header("Retry-After")).hasSize(1);
			Response page = running.send("GET", "/passed-on", "Accept: text/html,*/*;q=0.8");
			assertThat(page.status()).isEqualTo(429);
			assertThat(page.header("Content-Type")).singleElement().asString().startsWith("text/html");
		}
	}

	@RestController
	static class Pages {

		@GetMapping({ "/own", "/passed-on" })
		String page() {
			return "page";
		}

	}

	@RestControllerAdvice
	static class Picky {

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException refused) {
			if (refused.decision().limit().equals("passed-on")) {
				throw refused;
			}
			return ResponseEntity.status(418).body("own");
		}

	}

}

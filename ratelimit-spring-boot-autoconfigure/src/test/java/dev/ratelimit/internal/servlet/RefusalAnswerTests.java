package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static dev.ratelimit.internal.servlet.AnsweringServer.CHROME;
import static dev.ratelimit.internal.servlet.AnsweringServer.PATHS;
import static dev.ratelimit.internal.servlet.AnsweringServer.start;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who answers a refused call, on a real Tomcat.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusalAnswerTests {

	@Test
	void aHandlerOfASupertypeDoesNotAnswerARefusal() {
		try (TestServer server = start(false, Map.of(), CatchAll.class)) {
			for (String path : PATHS) {
				for (String accept : List.of("application/json", "*/*", "image/png")) {
					HttpResponse<String> response = server.get(path, "Accept", accept);
					assertThat(response.statusCode()).as(path).isEqualTo(429);
					assertThat(response.body()).contains("quota-exceeded");
					assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
				}
				assertThat(server.get(path, "Accept", CHROME).statusCode()).as(path).isEqualTo(429);
			}
			assertThat(server.get("/broken").statusCode()).isEqualTo(500);
			assertThat(server.get("/broken").body()).isEqualTo("caught");
		}
	}

	@Test
	void aHandlerThatNamesTheExceptionAnswersWhateverItsOrder() {
		try (TestServer server = start(false, Map.of(), CatchAll.class, Named.class)) {
			for (String path : PATHS) {
				for (String accept : List.of("application/json", CHROME)) {
					HttpResponse<String> response = server.get(path, "Accept", accept);
					assertThat(response.statusCode()).as(path).isEqualTo(503);
					assertThat(response.body()).isEqualTo("slow down: api");
					assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
				}
			}
			assertThat(server.get("/own").body()).isEqualTo("the controller's own");
		}
	}

	@Test
	void aHandlerThatThrowsTheRefusalOnLeavesItToTheErrorPage(CapturedOutput output) {
		try (TestServer server = start(false, Map.of(), NoBrowsers.class)) {
			server.get("/broken", "Accept", CHROME);
			int before = output.getAll().length();
			for (String path : PATHS) {
				HttpResponse<String> api = server.get(path, "Accept", "application/json");
				assertThat(api.statusCode()).as(path).isEqualTo(503);
				assertThat(api.body()).isEqualTo("no browser");
				HttpResponse<String> page = server.get(path, "Accept", CHROME);
				assertThat(page.statusCode()).as(path).isEqualTo(429);
				assertThat(page.headers().firstValue("Content-Type"))
					.hasValueSatisfying((type) -> assertThat(type).startsWith("text/html"));
				assertThat(page.headers().allValues("Retry-After")).containsExactly("60");
			}
			assertThat(output.getAll().substring(before)).doesNotContain("WARN", "ERROR");
		}
	}

	@Test
	void refusalsAreNotLoggedAboveDebug(CapturedOutput output) {
		try (TestServer server = start(true, Map.of(), CatchAll.class, PickyAdvice.class)) {
			server.get("/filtered");
			// The first session, of whose slow making Tomcat warns on a busy machine
			server.get("/broken", "Accept", CHROME);
			int before = output.getAll().length();
			for (String accept : List.of("*/*", CHROME, "image/png", "garbage")) {
				PATHS.forEach((path) -> server.get(path, "Accept", accept, "Origin", "https://evil.example"));
			}
			assertThat(output.getAll().substring(before)).doesNotContain("WARN", "ERROR");
		}
	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class CatchAll {

		@ExceptionHandler({ Exception.class, RuntimeException.class })
		ResponseEntity<String> any(Exception ex) {
			return ResponseEntity.status(500).body("caught");
		}

		@ExceptionHandler
		ResponseEntity<String> thrown(Throwable ex) {
			return ResponseEntity.status(500).body("caught");
		}

	}

	@RestControllerAdvice
	static class Named {

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException ex) {
			return ResponseEntity.status(503).body("slow down: " + ex.decision().limit());
		}

	}

	@RestControllerAdvice
	static class NoBrowsers {

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException ex, HttpServletRequest request) {
			if (CHROME.equals(request.getHeader("Accept"))) {
				throw ex;
			}
			return ResponseEntity.status(503).body("no browser");
		}

	}

	@RestControllerAdvice
	static class PickyAdvice {

		@ExceptionHandler
		Map<String, String> refused(RateLimitExceededException ex) {
			return Map.of("limit", ex.decision().limit());
		}

	}

}

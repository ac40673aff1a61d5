package dev.ratelimit.requests;

import java.util.concurrent.CompletionException;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals that an application passes on inside another exception.
 */
@Timeout(60)
class TranslatedRefusalTests {

	private static final String LIMITS = """
			ratelimit.limits: { one: { algorithm: fixed-window, rate: 1/365d } }
			""";

	@ParameterizedTest
	@EnumSource
	void whatTheApplicationMakesOfOneIsItsOwnAnswer(Server server) {
		try (Running application = Running.start(server, LIMITS, Work.class, Pages.class, Advice.class)) {
			assertThat(application.status("GET", "/task/first")).isEqualTo(200);
			assertThat(application.status("GET", "/task/handled")).as("has a handler")
				.isEqualTo(server.isReactive() ? 429 : 503);
			assertThat(application.status("GET", "/task/status")).as("says its status").isEqualTo(503);
			assertThat(application.status("GET", "/task/annotated")).as("is annotated with its status").isEqualTo(409);
			assertThat(application.status("GET", "/task/wrapped")).as("only wraps it").isEqualTo(429);
			assertThat(application.status("GET", "/task/other")).as("has a handler for any failure").isEqualTo(429);
		}
	}

	@Service
	static class Work {

		@RateLimited(value = "one", key = "'all'")
		public String done() {
			return "done";
		}

	}

	@RestController
	static class Pages {

		private final Work work;

		Pages(Work work) {
			this.work = work;
		}

		@GetMapping("/task/{kind}")
		String work(@PathVariable String kind) {
			try {
				return this.work.done();
			}
			catch (RateLimitExceededException ex) {
				throw switch (kind) {
					case "handled" -> new BusyException(ex);
					case "status" -> new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "busy", ex);
					case "annotated" -> new TakenException(ex);
					case "wrapped" -> new CompletionException(ex);
					default -> new IllegalStateException(ex);
				};
			}
		}

	}

	@RestControllerAdvice
	static class Advice {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
		String busy(BusyException ex) {
			return "busy";
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
		String failed(RuntimeException ex) throws Exception {
			if (ex instanceof ResponseStatusException || ex instanceof TakenException) {
				throw ex;
			}
			return "failed";
		}

	}

	static class BusyException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		BusyException(Exception cause) {
			super(cause);
		}

	}

	@ResponseStatus(HttpStatus.CONFLICT)
	static class TakenException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TakenException(Exception cause) {
			super(cause);
		}

	}

}

package dev.ratelimit.requests;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers for the exception itself that take more than the exception, or fail.
 */
@ExtendWith(OutputCaptureExtension.class)
class NamedHandlerTests {

	private static Running start(Server server, Class<?> advice) {
		Running running = Running.start(server, EitherStack.LIMITS, EitherStack.Pages.class, advice);
		assertThat(running.statuses(2, "GET", "/page", "X-Case: named")).containsOnly(200);
		return running;
	}

	@Test
	void inWebFluxAHandlerTakesWhatIsReadFromTheRequest() {
		try (Running running = start(Server.NETTY, Reading.class)) {
			Response refused = running.send("GET", "/page", "X-Case: named");
			assertThat(refused.status()).isEqualTo(409);
			assertThat(refused.body()).isEqualTo("too much of two for named");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void oneThatFailsIsToldOnce(Server server, CapturedOutput output) {
		try (Running running = start(server, Unresolvable.class)) {
			assertThat(running.statuses(3, "GET", "/page", "X-Case: named")).containsOnly(429);
			assertThat(running.send("GET", "/page", "X-Case: named").body()).contains("quota-exceeded");
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN") && line.contains("refused calls")))
			.singleElement()
			.asString()
			.contains("Unresolvable#refused", "Could not resolve parameter [1]", "Runnable");
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void oneThatLeavesTheAnswerToOthersHasNotFailed(Server server, CapturedOutput output) {
		try (Running running = start(server, Leaving.class)) {
			assertThat(running.send("GET", "/page", "X-Case: named").body()).contains("quota-exceeded");
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN") && line.contains("refused calls")))
			.isEmpty();
	}

	@RestControllerAdvice
	static class Reading {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		String refused(RateLimitExceededException refusal, @RequestHeader("X-Case") String own) {
			return "too much of " + refusal.decision().limit() + " for " + own;
		}

	}

	@RestControllerAdvice
	static class Unresolvable {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		String refused(RateLimitExceededException refusal, Runnable nobodyKnows) {
			return "never";
		}

	}

	@RestControllerAdvice
	static class Leaving {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		String refused(RateLimitExceededException refusal) {
			throw refusal;
		}

	}

}

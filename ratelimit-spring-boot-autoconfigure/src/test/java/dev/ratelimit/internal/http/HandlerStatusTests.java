package dev.ratelimit.internal.http;

import java.util.Map;
import java.util.stream.Stream;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.RateLimitExceededException;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handlers of refused calls that say no status.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerStatusTests {

	@ParameterizedTest
	@ValueSource(classes = { Body.class, Nothing.class, Later.class })
	void aHandlerThatSaysNoStatusIsWarnedAbout(Class<?> advice, CapturedOutput output) {
		check(advice);
		assertThat(told(output)).singleElement()
			.asString()
			.contains("WARN", advice.getName() + ".refused answers refused calls with status 200", "@ResponseStatus");
	}

	@ParameterizedTest
	@ValueSource(classes = { Annotated.class, AnnotatedClass.class, Entity.class, Problem.class, LaterEntity.class,
			Untyped.class, Response.class, Exchange.class, View.class, AnyFailure.class })
	void aHandlerThatSaysOrMaySayAStatusIsNot(Class<?> advice, CapturedOutput output) {
		check(advice);
		assertThat(told(output)).isEmpty();
	}

	/** What others say meanwhile, on threads that other tests have left, is not its. */
	private static Stream<String> told(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains(".HandlerStatus "));
	}

	private static void check(Class<?> advice) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(advice)) {
			HandlerStatus.check(context);
		}
	}

	@RestControllerAdvice
	static class Body {

		@ExceptionHandler
		Map<String, Object> refused(RateLimitExceededException refusal) {
			return Map.of();
		}

	}

	@ControllerAdvice
	static class Nothing {

		@ExceptionHandler(RateLimitExceededException.class)
		void refused() {
		}

	}

	@RestControllerAdvice
	static class Later {

		@ExceptionHandler
		Mono<String> refused(RateLimitExceededException refusal) {
			return Mono.just("");
		}

	}

	@RestControllerAdvice
	static class Annotated {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
		String refused(RateLimitExceededException refusal) {
			return "";
		}

	}

	@RestControllerAdvice
	@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
	static class AnnotatedClass {

		@ExceptionHandler
		String refused(RateLimitExceededException refusal) {
			return "";
		}

	}

	@ControllerAdvice
	static class Entity {

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException refusal) {
			return ResponseEntity.status(429).build();
		}

	}

	@RestControllerAdvice
	static class Problem {

		@ExceptionHandler
		ProblemDetail refused(RateLimitExceededException refusal) {
			return ProblemDetail.forStatus(429);
		}

	}

	@RestControllerAdvice
	static class LaterEntity {

		@ExceptionHandler
		CompletableFuture<ResponseEntity<String>> refused(RateLimitExceededException refusal) {
			return new CompletableFuture<>();
		}

	}

	@RestControllerAdvice
	static class Untyped {

		@ExceptionHandler
		Object refused(RateLimitExceededException refusal) {
			return "";
		}

	}

	@RestControllerAdvice
	static class Response {

		@ExceptionHandler
		String refused(RateLimitExceededException refusal, HttpServletResponse response) {
			return "";
		}

	}

	@RestControllerAdvice
	static class Exchange {

		@ExceptionHandler
		Mono<Void> refused(RateLimitExceededException refusal, ServerWebExchange exchange) {
			return Mono.empty();
		}

	}

	@ControllerAdvice
	static class View {

		@ExceptionHandler
		String refused(RateLimitExceededException refusal) {
			return "redirect:/later";
		}

	}

	@RestControllerAdvice
	static class AnyFailure {

		@ExceptionHandler
		String refused(RuntimeException failure) {
			return "";
		}

	}

}

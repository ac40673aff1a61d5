package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.AbstractView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application can answer refusals in its own way and its own words, on a real Tomcat.
 */
class RefusalAdviceTests {

	@Test
	void aUsersAdviceWins() {
		try (TestServer server = RefusingServer.start(Advice.class)) {
			for (String path : List.of("/filtered", "/thrown")) {
				HttpResponse<String> response = server.get(path, "Accept", "application/json");
				assertThat(response.statusCode()).isEqualTo(420);
				assertThat(response.body()).isEqualTo("{\"calm\":\"down\"}");
				assertThat(response.headers().allValues("Retry-After")).containsExactly("77");
			}
		}
	}

	@Test
	void aUsersAdviceThatCannotSatisfyTheAcceptLeavesOneRetryAfter() {
		try (TestServer server = RefusingServer.start(Advice.class)) {
			for (String path : List.of("/filtered", "/thrown")) {
				HttpResponse<String> response = server.get(path, "Accept", "image/png");
				assertThat(response.statusCode()).isEqualTo(429);
				assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
				assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			}
		}
	}

	@Test
	void aUsersAdviceMayAnswerWithAView() {
		try (TestServer server = RefusingServer.start(ViewAdvice.class)) {
			for (String path : List.of("/filtered", "/thrown")) {
				HttpResponse<String> response = server.get(path);
				assertThat(response.statusCode()).isEqualTo(429);
				assertThat(response.body()).isEqualTo("a view of api");
				assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
			}
		}
	}

	@Test
	void aMessageSourceCanPutItInOtherWords() {
		try (TestServer server = RefusingServer.start(Messages.class)) {
			HttpResponse<String> response = server.get("/filtered", "Accept-Language", "de");
			assertThat(response.body()).contains("\"title\":\"Zu viel\"", "\"detail\":\"api: \\\"warte\\\" 60 s\"");
			assertThat(server.get("/filtered", "Accept-Language", "en").body()).contains("Quota exceeded");
		}
	}

	@ControllerAdvice
	static class Advice {

		@ExceptionHandler
		ResponseEntity<Map<String, String>> refused(RateLimitExceededException ex, HttpServletResponse response) {
			response.addHeader("Retry-After", "77");
			return ResponseEntity.status(420).body(Map.of("calm", "down"));
		}

	}

	@ControllerAdvice
	static class ViewAdvice {

		@ExceptionHandler
		ModelAndView refused(RateLimitExceededException ex) {
			return new ModelAndView("refused", Map.of("limit", ex.decision().limit()), HttpStatus.TOO_MANY_REQUESTS);
		}

		@Bean
		View refused() {
			return new AbstractView() {

				@Override
				protected void renderMergedOutputModel(Map<String, Object> model, HttpServletRequest request,
						HttpServletResponse response) throws IOException {
					response.getWriter().write("a view of " + model.get("limit"));
				}

			};
		}

	}

	static class Messages {

		@Bean
		MessageSource messageSource() {
			StaticMessageSource messages = new StaticMessageSource();
			String type = RateLimitExceededException.class.getName();
			messages.addMessage("problemDetail.title." + type, Locale.GERMAN, "Zu viel");
			messages.addMessage("problemDetail." + type, Locale.GERMAN, "{0}: \"warte\" {1} s");
			return messages;
		}

	}

}

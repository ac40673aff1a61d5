package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.expression.UnreadableCallException;
import dev.ratelimit.internal.http.RateLimitHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/**
 * Finds refusals in what is thrown, and puts them into words.
 */
final class Refusals {

	static final String VIOLATED_POLICIES = "violated-policies";

	private static final URI TYPE = URI.create("https://iana.org/assignments/http-problem-types#quota-exceeded");

	private static final int DEEPEST_CAUSE = 10;

	private Refusals() {
	}

	/** The refusal that an exception is, or is caused by. */
	static @Nullable RateLimitExceededException causeOf(Throwable thrown) {
		return find(RateLimitExceededException.class, thrown);
	}

	/** Whether an exception says that the request is malformed. */
	static boolean isUnreadable(Throwable thrown) {
		return find(UnreadableCallException.class, thrown) != null;
	}

	private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
			cause = cause.getCause();
		}
		return null;
	}

	/** Answers a malformed request. */
	static void unreadable(HttpServletRequest request, HttpServletResponse response) throws IOException {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"The request's parameters cannot be read.");
		problem.setTitle(HttpStatus.BAD_REQUEST.getReasonPhrase());
		problem.setInstance(uri(request.getRequestURI()));
		response.resetBuffer();
		ProblemJson.write(problem, response);
	}

	/**
	 * The problem detail of a refusal. A message source can change its type, title and
	 * detail under Spring's codes for the exception, {@code problemDetail.title.[class]}
	 * and so on; arguments of the detail are the limits and the seconds to wait.
	 */
	static ProblemDetail problem(RateLimitExceededException refusal, HttpServletRequest request,
			@Nullable MessageSource messages, Locale locale) {
		Decision decision = refusal.decision();
		List<String> violated = decision.parts()
			.stream()
			.filter((part) -> !part.allowed())
			.map(Decision::limit)
			.toList();
		long seconds = RateLimitHeaders.retryAfterSeconds(decision);
		String names = String.join(", ", violated);
		ErrorResponse response = ErrorResponse
			.builder(refusal, HttpStatus.TOO_MANY_REQUESTS,
					"Limit exceeded: %s. Retry after %d second%s.".formatted(names, seconds, (seconds > 1) ? "s" : ""))
			.type(TYPE)
			.title("Quota exceeded")
			.detailMessageArguments(names, seconds)
			.property(VIOLATED_POLICIES, violated)
			.build(messages, locale);
		ProblemDetail problem = response.getBody();
		problem.setInstance(uri(request.getRequestURI()));
		return problem;
	}

	private static @Nullable URI uri(String path) {
		try {
			return new URI(path);
		}
		catch (URISyntaxException ex) {
			// Some containers let through what no URI may hold
			return null;
		}
	}

}

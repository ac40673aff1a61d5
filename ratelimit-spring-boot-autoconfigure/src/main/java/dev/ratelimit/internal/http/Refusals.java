package dev.ratelimit.internal.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.expression.UnreadableCallException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * Finds refusals in what is thrown, and puts them into words.
 */
public final class Refusals {

	static final String VIOLATED_POLICIES = "violated-policies";

	private static final URI EXCEEDED = URI.create("https://iana.org/assignments/http-problem-types#quota-exceeded");

	private static final URI BLOCKED = URI
		.create("https://iana.org/assignments/http-problem-types#abnormal-usage-detected");

	private static final int DEEPEST_CAUSE = 10;

	private Refusals() {
	}

	/**
	 * The refusal that an exception is, or is caused by, unless an exception in between
	 * says its own status: the application has made something else of the refusal then.
	 * @param thrown the exception
	 * @return the refusal; null if it is none
	 */
	public static @Nullable RateLimitExceededException causeOf(Throwable thrown) {
		return find(RateLimitExceededException.class, thrown);
	}

	/**
	 * Whether an exception says that the request is malformed.
	 * @param thrown the exception
	 * @return true if it does
	 */
	public static boolean isUnreadable(Throwable thrown) {
		return find(UnreadableCallException.class, thrown) != null;
	}

	/**
	 * Whether an exception is answered here, not as a failure.
	 * @param thrown the exception
	 * @return true if it is a refusal, or says that the request is malformed
	 */
	public static boolean isOne(Throwable thrown) {
		return causeOf(thrown) != null || isUnreadable(thrown);
	}

	private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
			cause = saysItsStatus(cause) ? null : cause.getCause();
		}
		return null;
	}

	private static boolean saysItsStatus(Throwable thrown) {
		return thrown instanceof ErrorResponse
				|| AnnotatedElementUtils.hasAnnotation(thrown.getClass(), ResponseStatus.class);
	}

	/**
	 * The problem detail of a malformed request.
	 * @param path the request's path
	 * @return the answer
	 */
	public static ProblemDetail unreadable(String path) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"The request's parameters cannot be read.");
		problem.setTitle(HttpStatus.BAD_REQUEST.getReasonPhrase());
		problem.setInstance(uri(path));
		return problem;
	}

	/**
	 * The problem detail of a refusal. A message source can change its type, title and
	 * detail under Spring's codes for the exception, {@code problemDetail.title.[class]}
	 * and so on; arguments of the detail are the limits and the seconds to wait.
	 * @param refusal the refusal
	 * @param path the request's path
	 * @param messages a message source; null for none
	 * @param locale the client's
	 * @return the answer
	 */
	public static ProblemDetail problem(RateLimitExceededException refusal, String path,
			@Nullable MessageSource messages, Locale locale) {
		Decision decision = refusal.decision();
		List<String> violated = decision.parts()
			.stream()
			.filter((part) -> !part.allowed())
			.map(Decision::limit)
			.toList();
		long seconds = RateLimitHeaders.retryAfterSeconds(decision);
		boolean blocked = decision instanceof LimitDecision own && own.blocked();
		String names = String.join(", ", violated);
		ErrorResponse response = ErrorResponse
			.builder(refusal, HttpStatus.TOO_MANY_REQUESTS,
					"Limit exceeded: %s. Retry after %d second%s.".formatted(names, seconds, (seconds > 1) ? "s" : ""))
			.type(blocked ? BLOCKED : EXCEEDED)
			.title(blocked ? "Abnormal usage detected" : "Quota exceeded")
			.detailMessageArguments(names, seconds)
			.property(VIOLATED_POLICIES, violated)
			.build(messages, RefusalLocale.nearest(locale));
		ProblemDetail problem = response.getBody();
		problem.setInstance(uri(path));
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

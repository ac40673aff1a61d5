package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.function.Function;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.http.Browsers;
import dev.ratelimit.internal.http.RateLimitHeaders;
import dev.ratelimit.internal.http.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/**
 * Answers a refused request with 429 and an {@code application/problem+json} body, with
 * nothing but the servlet API; a browser gets the server's error page. Type, title and
 * detail can be changed by the context's message source. There are the headers that the
 * application's CORS configuration and Spring Security would have written. Safe for use
 * by many threads.
 */
public final class ProblemRefusalHandler implements RefusalHandler {

	private final ApplicationContext context;

	private final Function<HttpServletRequest, Locale> locale;

	private final CorsLookup cors;

	/**
	 * A handler in an application.
	 * @param context where the message source, a CORS configuration and Spring Security
	 * are found, when the first request is refused
	 */
	public ProblemRefusalHandler(ApplicationContext context) {
		this(context, HttpServletRequest::getLocale);
	}

	ProblemRefusalHandler(ApplicationContext context, Function<HttpServletRequest, Locale> locale) {
		this.context = context;
		this.locale = locale;
		this.cors = new CorsLookup(context);
	}

	@Override
	public void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		prepare(request, response);
		if (isBrowser(request)) {
			response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter(refusal));
			response.sendError(HttpStatus.TOO_MANY_REQUESTS.value(), problem(request, refusal).getDetail());
		}
		else {
			write(request, response, refusal);
		}
	}

	/** Sets the headers that the application's own answer would have had. */
	void prepare(HttpServletRequest request, HttpServletResponse response) {
		this.cors.prepare(request, response, RateLimitHeaders.ALL);
	}

	/** Writes status, Retry-After and body. */
	void write(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		response.resetBuffer();
		response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter(refusal));
		ProblemResponse.write(problem(request, refusal), response);
	}

	ProblemDetail problem(HttpServletRequest request, RateLimitExceededException refusal) {
		return Refusals.problem(refusal, request.getRequestURI(), this.context, this.locale.apply(request));
	}

	static boolean isBrowser(HttpServletRequest request) {
		Enumeration<String> lines = request.getHeaders(HttpHeaders.ACCEPT);
		return lines != null && Browsers.isOne(Collections.list(lines));
	}

	static String retryAfter(RateLimitExceededException refusal) {
		return Long.toString(RateLimitHeaders.retryAfterSeconds(refusal.decision()));
	}

}

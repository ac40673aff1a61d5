package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.Locale;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.http.RateLimitHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.http.HttpHeaders;

/**
 * Answers a refused request with 429 and an {@code application/problem+json} body, with
 * nothing but the servlet API. Type, title and detail can be changed by the context's
 * message source. Cross-origin requests get the headers that the application's CORS
 * configuration has for them. Safe for use by many threads.
 */
public final class ProblemRefusalHandler implements RefusalHandler {

	private final ApplicationContext context;

	private final CorsLookup cors;

	/**
	 * A handler in an application.
	 * @param context where the message source and a CORS configuration are found, when
	 * the first request is refused
	 */
	public ProblemRefusalHandler(ApplicationContext context) {
		this.context = context;
		this.cors = new CorsLookup(context);
	}

	@Override
	public void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		allowCrossOrigin(request, response);
		write(request, response, refusal);
	}

	/**
	 * Lets scripts of other origins read the refusal, as they could have read the answer.
	 */
	void allowCrossOrigin(HttpServletRequest request, HttpServletResponse response) {
		this.cors.allow(request, response);
		CrossOrigin.expose(response);
	}

	/** Writes status, Retry-After and body. */
	void write(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException {
		response.resetBuffer();
		response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter(refusal));
		Locale locale = (LocaleContextHolder.getLocaleContext() != null) ? LocaleContextHolder.getLocale()
				: request.getLocale();
		ProblemJson.write(Refusals.problem(refusal, request, this.context, locale), response);
	}

	static String retryAfter(RateLimitExceededException refusal) {
		return Long.toString(RateLimitHeaders.retryAfterSeconds(refusal.decision()));
	}

}

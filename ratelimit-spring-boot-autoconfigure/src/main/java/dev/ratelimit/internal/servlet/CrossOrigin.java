package dev.ratelimit.internal.servlet;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * Lets scripts of other origins read a refusal, where they could have read the answer.
 */
final class CrossOrigin {

	private static final CorsProcessor PROCESSOR = new DefaultCorsProcessor() {

		@Override
		protected void rejectRequest(ServerHttpResponse response) {
			// Refused already; an origin that is not allowed just gets no headers
		}

	};

	private static final String EXPOSED = String.join(", ", RateLimitHeaders.LIMIT, RateLimitHeaders.POLICY,
			RateLimitHeaders.LEGACY_LIMIT, RateLimitHeaders.LEGACY_REMAINING, RateLimitHeaders.LEGACY_RESET,
			HttpHeaders.RETRY_AFTER);

	private CrossOrigin() {
	}

	/** Sets the headers that the configuration has for the request. */
	static void allow(@Nullable CorsConfiguration configuration, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		if (configuration != null) {
			PROCESSOR.processRequest(configuration, request, response);
		}
		expose(response);
	}

	/** Exposes our headers, if the origin may read the response at all. */
	static void expose(HttpServletResponse response) {
		if (response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			response.addHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
		}
	}

}

package dev.ratelimit.internal.servlet;

import dev.ratelimit.internal.http.RateLimitHeaders;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;

/**
 * The rate limit headers of a response that scripts of other origins can read.
 */
final class CrossOrigin {

	private CrossOrigin() {
	}

	/** Exposes our headers, if the origin may read the response at all. */
	static void expose(HttpServletResponse response) {
		if (response.containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN)) {
			response.addHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RateLimitHeaders.ALL);
		}
	}

}

package dev.ratelimit.internal.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import org.springframework.http.HttpHeaders;

/**
 * A response that has one Retry-After even if a user's handler adds its own, which then
 * replaces the one before.
 */
final class RetryAfterOnceResponse extends HttpServletResponseWrapper {

	RetryAfterOnceResponse(HttpServletResponse response) {
		super(response);
	}

	@Override
	public void addHeader(String name, String value) {
		if (name.equalsIgnoreCase(HttpHeaders.RETRY_AFTER)) {
			setHeader(name, value);
		}
		else {
			super.addHeader(name, value);
		}
	}

	@Override
	public void addIntHeader(String name, int value) {
		addHeader(name, Integer.toString(value));
	}

}

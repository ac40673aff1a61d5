package dev.ratelimit.internal.cors;

import java.util.Collections;
import java.util.Enumeration;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Tells whether a request carries what could log somebody in, in its head or in a body. A
 * browser sends none of it with a preflight.
 */
final class Credentials {

	private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

	private Credentials() {
	}

	static boolean areIn(HttpServletRequest request) {
		return request.getAttribute(CERTIFICATE) != null || request.getRequestedSessionId() != null || hasBody(request)
				|| mayBeAmong(request.getHeaderNames());
	}

	private static boolean hasBody(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private static boolean mayBeAmong(@Nullable Enumeration<String> headers) {
		return headers != null && !PreflightHeaders.areAll(Collections.list(headers));
	}

}

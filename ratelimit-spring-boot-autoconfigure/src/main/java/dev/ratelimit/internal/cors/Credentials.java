package dev.ratelimit.internal.cors;

import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Tells whether a request carries what could log somebody in, in its head or in a body. A
 * browser sends none of it with a preflight.
 */
final class Credentials {

	private static final String CERTIFICATE = "jakarta.servlet.request.X509Certificate";

	/** What the name of a header with a credential says of it. */
	private static final List<String> WORDS = List.of("auth", "cookie", "token", "jwt", "api-key", "apikey", "secret",
			"password", "session", "signature");

	private Credentials() {
	}

	static boolean areIn(HttpServletRequest request) {
		return request.getAttribute(CERTIFICATE) != null || request.getRequestedSessionId() != null || hasBody(request)
				|| inHeaders(request.getHeaderNames());
	}

	private static boolean hasBody(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private static boolean inHeaders(@Nullable Enumeration<String> names) {
		while (names != null && names.hasMoreElements()) {
			String name = names.nextElement().toLowerCase(Locale.ROOT);
			if (WORDS.stream().anyMatch(name::contains)) {
				return true;
			}
		}
		return false;
	}

}

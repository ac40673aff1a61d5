package dev.ratelimit.internal.servlet;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import dev.ratelimit.internal.address.Sender;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a request of which only the client's address is read.
 *
 * @param request the request
 */
public record RequestSender(HttpServletRequest request) implements Sender {

	@Override
	public @Nullable String remoteAddress() {
		return this.request.getRemoteAddr();
	}

	@Override
	public List<String> headerLines(String name) {
		@Nullable Enumeration<String> lines = this.request.getHeaders(name);
		return (lines != null) ? Collections.list(lines) : List.of();
	}

}

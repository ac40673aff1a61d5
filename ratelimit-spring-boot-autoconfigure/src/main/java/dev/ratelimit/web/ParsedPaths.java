package dev.ratelimit.web;

import java.util.concurrent.atomic.AtomicReferenceArray;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Parses the paths of requests and remembers some of the last, since most requests are
 * for few paths. Spring's request attribute is read but not set: it could mislead others
 * once somebody has wrapped the request with another path. Safe for use by many threads.
 */
final class ParsedPaths {

	/** A power of two. */
	private static final int SLOTS = 256;

	/** In characters; longer paths are not worth their memory. */
	private static final int LONGEST = 128;

	private final AtomicReferenceArray<@Nullable RequestPath> slots = new AtomicReferenceArray<>(SLOTS);

	RequestPath of(HttpServletRequest request) {
		if (ServletRequestPathUtils.hasParsedRequestPath(request)) {
			return ServletRequestPathUtils.getParsedRequestPath(request);
		}
		String uri = request.getRequestURI();
		int hash = uri.hashCode();
		int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
		RequestPath known = this.slots.get(slot);
		if (known != null && known.value().equals(uri)
				&& known.contextPath().value().equals(request.getContextPath())) {
			return known;
		}
		RequestPath parsed = ServletRequestPathUtils.parse(request);
		if (uri.length() <= LONGEST) {
			this.slots.set(slot, parsed);
		}
		return parsed;
	}

}

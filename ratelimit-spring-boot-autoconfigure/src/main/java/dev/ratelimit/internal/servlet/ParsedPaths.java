package dev.ratelimit.internal.servlet;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.UriUtils;

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

	private final AtomicReferenceArray<@Nullable RulePath> slots = new AtomicReferenceArray<>(SLOTS);

	RulePath of(HttpServletRequest request) {
		if (ServletRequestPathUtils.hasParsedRequestPath(request)) {
			return RulePath.of(ServletRequestPathUtils.getParsedRequestPath(request), request.getContextPath());
		}
		String uri = request.getRequestURI();
		int hash = uri.hashCode();
		int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
		RulePath known = this.slots.get(slot);
		if (known != null && known.uri().equals(uri) && known.context().equals(request.getContextPath())) {
			return known;
		}
		RulePath parsed;
		try {
			parsed = RulePath.of(ServletRequestPathUtils.parse(request), request.getContextPath());
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			return asMapped(request);
		}
		if (uri.length() <= LONGEST) {
			this.slots.set(slot, parsed);
		}
		return parsed;
	}

	/**
	 * Servers also map paths at which MVC fails but other servlets need not: those that
	 * begin with the context path only once they are put right, such as {@code //app/a},
	 * or have a parameter that cannot be decoded.
	 */
	private static RulePath asMapped(HttpServletRequest request) {
		String context = encoded(request.getServletContext().getContextPath());
		String path = encoded(request.getServletPath());
		String rest = encoded(Objects.requireNonNullElse(request.getPathInfo(), ""));
		boolean prefixed = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
		return RulePath.of(RequestPath.parse(context + path + rest, prefixed ? context + path : context), context);
	}

	/** Without what would be read as the parameters of a segment. */
	private static String encoded(String path) {
		return UriUtils.encodePath(path, StandardCharsets.UTF_8).replace(";", "%3B");
	}

}

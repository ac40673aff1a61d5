package dev.ratelimit.internal.servlet;

import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.ratelimit.internal.servlet.RulePath.Target;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads the paths of requests and remembers some of the last, since most requests are for
 * few paths. Spring's request attribute is neither read nor set: MVC parses the path
 * anew, and the attribute could mislead others once somebody has wrapped the request with
 * another path. Safe for use by many threads.
 */
final class ParsedPaths {

	/** A power of two. */
	private static final int SLOTS = 256;

	/** In characters; longer paths are not worth their memory. */
	static final int LONGEST = 128;

	private final AtomicReferenceArray<@Nullable RulePath> slots = new AtomicReferenceArray<>(SLOTS);

	RulePath of(HttpServletRequest request) {
		int hash = request.getRequestURI().hashCode();
		int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
		RulePath known = this.slots.get(slot);
		if (known != null && known.target().isOf(request)) {
			return known;
		}
		Target target = Target.of(request);
		RulePath read = PathReader.read(target, request);
		if (target.uri().length() <= LONGEST) {
			this.slots.set(slot, read);
		}
		return read;
	}

}

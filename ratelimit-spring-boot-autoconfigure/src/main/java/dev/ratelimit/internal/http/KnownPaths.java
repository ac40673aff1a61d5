package dev.ratelimit.internal.http;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Remembers some of the last paths, since most requests are for few. Spring's request
 * attribute is neither read nor set: MVC parses the path anew, and the attribute could
 * mislead others once somebody has wrapped the request with another path. Safe for use by
 * many threads.
 */
public final class KnownPaths {

	/** A power of two. */
	private static final int SLOTS = 256;

	/** In characters; longer paths are not worth their memory. */
	static final int LONGEST = 128;

	private final AtomicReferenceArray<@Nullable RulePath> slots = new AtomicReferenceArray<>(SLOTS);

	/**
	 * The path in a URI's slot, which may be that of another URI.
	 * @param uri the whole path as it was sent
	 * @return what is remembered in its place; null if nothing is
	 */
	public @Nullable RulePath candidate(String uri) {
		return this.slots.get(slot(uri));
	}

	/**
	 * Remembers a path, unless it is long.
	 * @param path the path
	 * @return the same path
	 */
	public RulePath remember(RulePath path) {
		String uri = path.target().uri();
		if (uri.length() <= LONGEST) {
			this.slots.set(slot(uri), path);
		}
		return path;
	}

	private static int slot(String uri) {
		int hash = uri.hashCode();
		return (hash ^ hash >>> 16) & (SLOTS - 1);
	}

}

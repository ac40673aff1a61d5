package dev.ratelimit.internal.http;

/**
 * The headers that tell a client how much is left to it.
 */
public enum HeaderStyle {

	/** {@code RateLimit} and {@code RateLimit-Policy}, as the IETF drafts them. */
	STANDARD,

	/** {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset} (in seconds). */
	LEGACY,

	/** Those of {@link #STANDARD} and of {@link #LEGACY}. */
	BOTH,

	/** None; a refusal still has its {@code Retry-After}. */
	NONE;

	public boolean standard() {
		return this == STANDARD || this == BOTH;
	}

	public boolean legacy() {
		return this == LEGACY || this == BOTH;
	}

}

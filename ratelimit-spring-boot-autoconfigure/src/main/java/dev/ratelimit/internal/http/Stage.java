package dev.ratelimit.internal.http;

/**
 * The side of Spring Security's filter chain on which a rule decides.
 */
public enum Stage {

	/**
	 * After authentication if an expression of the rule mentions {@code principal}, else
	 * before it.
	 */
	AUTO,

	/**
	 * Ahead of Spring Security: before any password is hashed, and on its own endpoints
	 * too. The user is not known yet.
	 */
	BEFORE_AUTHENTICATION,

	/**
	 * Behind Spring Security: only calls that it lets through, with {@code principal}
	 * known.
	 */
	AFTER_AUTHENTICATION

}

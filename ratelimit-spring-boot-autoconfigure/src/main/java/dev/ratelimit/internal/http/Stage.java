package dev.ratelimit.internal.http;

/**
 * The side of authentication on which a rule decides: of Spring Security's filter chain
 * or, without it, of the application's own filters.
 */
public enum Stage {

	/**
	 * After authentication if an expression of the rule asks for the user, else before
	 * it.
	 */
	AUTO,

	/**
	 * Ahead of Spring Security: before any password is hashed, and on its own endpoints
	 * too. The user is not known yet.
	 */
	BEFORE_AUTHENTICATION,

	/**
	 * Behind Spring Security: only calls that it lets through, with the user known.
	 */
	AFTER_AUTHENTICATION

}

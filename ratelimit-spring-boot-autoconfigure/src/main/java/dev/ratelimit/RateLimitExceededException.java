package dev.ratelimit;

import dev.ratelimit.internal.text.Spoken;

/**
 * Thrown in place of a call that was refused. The message names the limit and the wait,
 * in plain words, and never the key.
 */
public class RateLimitExceededException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Decision decision;

	/**
	 * Wraps a refusal.
	 * @param decision the refusal
	 */
	public RateLimitExceededException(Decision decision) {
		// no stack trace: a refusal is an answer, and under attack there are many
		super("Limit '" + decision.limit() + "' exceeded, retry after " + Spoken.wait(decision.retryAfter()), null,
				false, false);
		this.decision = decision;
	}

	/**
	 * Returns the refusal.
	 * @return the decision, with {@link Decision#allowed()} false; lost when the
	 * exception is serialized
	 */
	public Decision decision() {
		return this.decision;
	}

}

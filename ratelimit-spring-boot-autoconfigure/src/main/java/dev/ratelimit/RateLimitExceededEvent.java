package dev.ratelimit;

import java.util.Objects;

/**
 * Event for each refused call, of code, an annotated method or a request. A call under
 * several limits has one event. A call over a limit in {@link Mode#OBSERVE} is admitted
 * and has no event. Immutable and safe for use by many threads.
 *
 * @param key the key of the call, unchanged; {@code toString} leaves it out
 * @param decision the refusal, with {@link Decision#allowed()} false
 */
public record RateLimitExceededEvent(String key, Decision decision) {

	/**
	 * Wraps a refusal.
	 * @param key the key of the call
	 * @param decision the refusal
	 * @throws IllegalArgumentException if the decision allows the call
	 */
	public RateLimitExceededEvent {
		Objects.requireNonNull(key, "key");
		if (decision.allowed()) {
			throw new IllegalArgumentException("Invalid decision (%s): must be a refusal".formatted(decision));
		}
	}

	/**
	 * Returns the limit that refused; of several, the one with the longest wait.
	 * @return the name of the limit
	 */
	public String limit() {
		return this.decision.limit();
	}

	/** Says what was refused, but not to whom. */
	@Override
	public String toString() {
		return "RateLimitExceededEvent[%s]".formatted(this.decision);
	}

}

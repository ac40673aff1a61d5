package dev.ratelimit;

import java.util.Objects;

/**
 * Event for each refused call, made by code, an annotated method or a request. A call
 * under several limits has one. A call that is over a limit in {@link Mode#OBSERVE} is
 * let through and has none. Immutable and safe for use by many threads.
 *
 * @param key whose permits were asked for, as it is; the text of an event leaves it out
 * @param decision the refusal, with {@link Decision#allowed()} false
 */
public record RateLimitExceededEvent(String key, Decision decision) {

	/**
	 * Wraps a refusal.
	 * @param key whose permits were asked for
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
	 * The limit that refused; of several the one with the longest wait.
	 * @return its name
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

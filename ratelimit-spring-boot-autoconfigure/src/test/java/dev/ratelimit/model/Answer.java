package dev.ratelimit.model;

import dev.ratelimit.Decision;

/**
 * What a decision says about a key, for comparing.
 *
 * @param allowed whether the call may go ahead
 * @param remaining permits left
 * @param retryAfter nanoseconds
 * @param resetAfter nanoseconds
 */
public record Answer(boolean allowed, long remaining, long retryAfter, long resetAfter) {

	public static Answer of(Decision decision) {
		return new Answer(decision.allowed(), decision.remaining(), decision.retryAfter().toNanos(),
				decision.resetAfter().toNanos());
	}

}

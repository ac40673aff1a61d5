package dev.ratelimit.sample.playground;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;

/**
 * What one algorithm decided about a call.
 *
 * @param algorithm its name
 * @param admitted whether the call may go ahead
 * @param remaining permits that are left
 * @param waitedMillis how long the call was made to wait
 * @param retryAfterMillis when the call would be admitted, rounded up; 0 if it was
 */
record Outcome(String algorithm, boolean admitted, long remaining, long waitedMillis, long retryAfterMillis) {

	static Outcome of(Algorithm algorithm, Decision decision, long waitedNanos) {
		return new Outcome(algorithm.id(), decision.allowed(), decision.remaining(), waitedNanos / 1_000_000,
				decision.retryAfter().plusNanos(999_999).toMillis());
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;

/**
 * What became of a call.
 */
enum Verdict {

	ALLOWED, REFUSED, OBSERVED;

	static Verdict of(Limit policy, boolean granted) {
		return granted ? ALLOWED : (policy.mode() == Mode.OBSERVE) ? OBSERVED : REFUSED;
	}

}

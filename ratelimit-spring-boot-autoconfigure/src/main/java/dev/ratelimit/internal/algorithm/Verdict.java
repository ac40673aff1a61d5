package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Mode;

/**
 * Outcomes of a call.
 */
enum Verdict {

	ALLOWED, REFUSED, OBSERVED;

	static Verdict of(Reckoning reckoning, boolean granted) {
		return granted ? ALLOWED : (reckoning.limit().mode() == Mode.OBSERVE) ? OBSERVED : REFUSED;
	}

}

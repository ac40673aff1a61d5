package dev.ratelimit.local;

import dev.ratelimit.Limit;
import dev.ratelimit.algorithm.Formula;

/**
 * The limit in force for some keys. Read by every call; that it must be looked at again
 * is all that changes.
 */
final class Plan {

	final Formula formula;

	final long quota;

	/** From this time on a key of this plan must ask for its plan again. */
	volatile long recheckAt;

	Plan(Formula formula, long recheckAt) {
		this.formula = formula;
		this.quota = formula.limit().quota();
		this.recheckAt = recheckAt;
	}

	/** Whether a call may ask for so many permits. */
	boolean grants(long permits) {
		return permits > 0 && permits <= this.quota;
	}

	Limit limit() {
		return this.formula.limit();
	}

}

package dev.ratelimit.internal.limiter;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener of a limiter, if it has one.
 */
final class LimiterNotes {

	private final @Nullable LimiterListener listener;

	LimiterNotes(@Nullable LimiterListener listener) {
		this.listener = listener;
	}

	/** Of every call, after any wait; returns its decision. */
	LimitDecision decided(String key, long permits, LimitDecision decision) {
		if (this.listener != null) {
			this.listener.decided(key, permits, decision);
		}
		return decision;
	}

	/** Of a call that is decided, if it was made to wait. */
	void waited(Acquisition call, TimeSource time, long begun) {
		if (this.listener != null && call.waited()) {
			this.listener.waited(call.decision(), time.nanos() - begun);
		}
	}

	void givenBack(LimitDecision decision) {
		if (this.listener != null) {
			this.listener.givenBack(decision);
		}
	}

	/** Of a call that has cost more, where that is owed: permits in flight come back. */
	void indebted(LimitDecision part, long permits) {
		if (this.listener != null && permits > 0 && !part.observed() && !InFlight.counts(part.policy())) {
			this.listener.indebted(part.limit(), permits);
		}
	}

	/** Of what a call has cost in the end, perhaps under a limit that only observes. */
	void settled(String key, LimitDecision decision, long permits) {
		if (this.listener != null) {
			this.listener.settled(key, decision, permits);
		}
	}

	/** Of a call that named a plan of none of the limits. */
	void unplanned(LimiterCore core) {
		if (this.listener != null) {
			for (LimitTerms limit : core.terms()) {
				this.listener.unplanned(limit.name());
			}
		}
	}

}

package dev.ratelimit.internal.limiter;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * What a limiter tells its listener; nothing if it has none.
 */
final class LimiterNotes {

	private final @Nullable LimiterListener listener;

	LimiterNotes(@Nullable LimiterListener listener) {
		this.listener = listener;
	}

	/** Tells of a decided call, after any wait, and returns its decision. */
	LimitDecision decided(String key, long permits, LimitDecision decision) {
		if (this.listener != null) {
			this.listener.decided(key, permits, decision);
		}
		return decision;
	}

	/** Tells how long a decided call has waited, if it was made to. */
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

	/** Tells of a debt; calls in flight have none, as their permits come back. */
	void indebted(LimitDecision part, long permits) {
		if (this.listener != null && permits > 0 && !part.observed() && !InFlight.counts(part.policy())) {
			this.listener.indebted(part.limit(), permits);
		}
	}

	/** Tells the actual cost of a call, also under a limit that only observes. */
	void settled(String key, LimitDecision decision, long permits) {
		if (this.listener != null) {
			this.listener.settled(key, decision, permits);
		}
	}

	/** Tells each limit of a call whose plan none of them has. */
	void unplanned(LimiterCore core) {
		if (this.listener != null) {
			for (LimitTerms limit : core.terms()) {
				this.listener.unplanned(limit.name());
			}
		}
	}

}

package dev.ratelimit.internal.limiter;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Permits that a call holds until it is over. What else a decision has spent stays spent.
 */
public final class InFlight {

	private InFlight() {
	}

	/**
	 * Whether a limit's permits come back when the call is over.
	 * @param limit the limit
	 * @return true if they do
	 */
	public static boolean counts(Limit limit) {
		return limit.algorithm() == Algorithm.CONCURRENCY;
	}

	/**
	 * Whether a decision holds a permit that is given back when the call is over.
	 * @param decision the decision
	 * @return true if it does
	 */
	public static boolean holds(Decision decision) {
		return decision.permits() > 0 && decision instanceof LimitDecision own && of(own) != null;
	}

	/**
	 * The answer to a call that would overtake others who wait for permits in flight.
	 * @param state how things stand
	 * @return the same, with these limits' parts refused: what is free is about to be
	 * taken
	 */
	static LimitDecision behindOthers(LimitDecision state) {
		List<LimitDecision> parts = new ArrayList<>(state.all());
		parts.replaceAll((part) -> {
			boolean refuses = part.allowed() && !part.observed() && counts(part.policy());
			return refuses ? refused(part) : part;
		});
		return LimitDecision.combined(parts);
	}

	private static LimitDecision refused(LimitDecision part) {
		LimitDecision refused = LimitDecision.refused(part.policy(), part.remaining(), 1, part.resetAfterNanos());
		return part.degraded() ? refused.asDegraded() : refused;
	}

	/**
	 * The part of a decision that is given back when the call is over.
	 * @param decision the decision
	 * @return a decision of the same limits that shares these parts, each of which is
	 * given back once, and has spent nothing else; null if it holds nothing
	 */
	static @Nullable LimitDecision of(LimitDecision decision) {
		if (decision.permits() == 0) {
			return null;
		}
		if (decision.size() == 1) {
			return counts(decision.policy()) ? decision : null;
		}
		List<LimitDecision> held = new ArrayList<>(decision.all());
		held.replaceAll((part) -> counts(part.policy()) ? part : LimitDecision.allowed(part.policy(), 0, 0, 0, 0));
		LimitDecision combined = LimitDecision.combined(held);
		return (combined.permits() > 0) ? combined : null;
	}

}

package dev.ratelimit.internal.redis;

import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * What was asked in an episode, and what the local store decided: nothing for what only
 * gives back.
 */
final class LuaStep {

	final String operation;

	final long now;

	final long permits;

	final LimitDecision decision;

	boolean refunded;

	LuaStep(String operation, long now, long permits, LimitDecision decision) {
		this.operation = operation;
		this.now = now;
		this.permits = permits;
		this.decision = decision;
		this.refunded = decision == null || decision.permits() == 0;
	}

	@Override
	public String toString() {
		return "%n%d us: %s %d -> %s".formatted(this.now / 1_000, this.operation, this.permits, this.decision);
	}

}

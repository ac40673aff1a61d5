package dev.ratelimit.internal.local;

import dev.ratelimit.internal.algorithm.Block;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * The cell of a blocked key as it looks to one call on another plan, which must leave the
 * key as it is. Not in the map, and without a state of its own: it is held and retired
 * together with the key's cell, whose block outlasts the call unless that is retired.
 */
final class BlockedCell extends Cell {

	private final Cell blocked;

	BlockedCell(KeyTerms terms, Cell blocked) {
		super(terms, 0);
		this.blocked = blocked;
	}

	@Override
	@Nullable LimitDecision spend(long now, long permits, WaitBudget budget) {
		return peek(now, permits);
	}

	@Override
	@Nullable LimitDecision peek(long now, long permits) {
		return this.blocked.peekOn(this.terms, now, permits);
	}

	@Override
	@Nullable LimitDecision reserve(long now, long permits, WaitBudget budget) {
		return peek(now, permits);
	}

	@Override
	@Nullable QueueCell queue() {
		return this.blocked.queue();
	}

	/** Not here: what is settled counts on the plan that has charged it. */
	@Override
	boolean refund(long now, long permits, long charged) {
		return false;
	}

	@Override
	boolean debit(long now, long permits) {
		return false;
	}

	@Override
	long heldAttempt(long now, long permits) {
		return WordFormula.REFUSED;
	}

	@Override
	Reckoning heldCharge(long after, long now, long permits) {
		throw new IllegalStateException("the key is blocked");
	}

	@Override
	Reckoning heldReckoning(long now, long permits) {
		return heldCarry(this.terms, now).heldReckoning(now, permits);
	}

	@Override
	Block block() {
		return this.blocked.block();
	}

	@Override
	Cell heldCarry(KeyTerms next, long now) {
		return this.blocked.heldCopy(next, now);
	}

	@Override
	Cell heldTwin() {
		throw new IllegalStateException("the key is blocked");
	}

	@Override
	boolean heldIdle(long now) {
		return false;
	}

	@Override
	boolean hold() {
		return this.blocked.hold();
	}

	@Override
	void release() {
		this.blocked.release();
	}

	@Override
	boolean retired() {
		return this.blocked.retired();
	}

}

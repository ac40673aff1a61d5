package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.internal.algorithm.Block;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * The cell of a key that may be blocked, around the one that counts, which decides as
 * long as there is no block. Its own word is not used. To begin a block is to put both
 * another block and a copy of the counting cell in place, and to retire that: whoever has
 * found no block and comes late finds the cell retired, and looks again.
 */
final class BlockCell extends Cell {

	private volatile BlockState state;

	private BlockCell(KeyTerms terms, BlockState state) {
		super(terms, 0);
		this.state = state;
	}

	/** A counting cell, able to be blocked if its limit blocks or its key is blocked. */
	static Cell of(Cell counting, Block block, long now) {
		boolean blocks = !counting.terms.limit().block().isEmpty();
		return (blocks || block.remembered(now)) ? new BlockCell(counting.terms, new BlockState(counting, block))
				: counting;
	}

	@Override
	@Nullable LimitDecision spend(long now, long permits, WaitBudget budget) {
		while (true) {
			BlockState seen = this.state;
			LimitDecision decision = seen.blocked(now) ? peek(now, permits) : seen.cell().spend(now, permits, budget);
			if (decision == null) {
				if (seen == this.state) {
					return null;
				}
			}
			else if (decision.blocked() || !begins(decision, budget)) {
				return decision;
			}
			else if (hold()) {
				try {
					return heldSpend(now, permits, budget);
				}
				finally {
					release();
				}
			}
		}
	}

	private boolean begins(LimitDecision decision, WaitBudget budget) {
		long wait = decision.retryAfterNanos();
		return wait > 0 && !lengths().isEmpty() && wait > budget.patienceFor(this.terms.limit());
	}

	private List<Duration> lengths() {
		return this.terms.limit().block();
	}

	private LimitDecision heldSpend(long now, long permits, WaitBudget budget) {
		long after = heldAttempt(now, permits);
		boolean spent = after != WordFormula.REFUSED;
		Reckoning reckoning = spent ? heldCharge(after, now, permits) : heldRefusal(now, permits, budget);
		return LimitDecision.of(spent, spent, permits, reckoning, heldWord(), side(), now);
	}

	@Override
	Reckoning heldRefusal(long now, long permits, WaitBudget budget) {
		BlockState before = this.state;
		Reckoning refusal = heldReckoning(now, permits);
		long wait = refusal.retryAfter(heldWord(), side(), now, permits);
		if (before.blocked(now) || lengths().isEmpty() || wait <= budget.patienceFor(this.terms.limit())) {
			return refusal;
		}
		BlockState next = before.heldNext(lengths(), now);
		this.state = next;
		before.cell().retire();
		return next.block().reckoning(refusal, now, false);
	}

	@Override
	@Nullable LimitDecision peek(long now, long permits) {
		while (true) {
			BlockState seen = this.state;
			LimitDecision decision = seen.peek(now, permits);
			if (decision != null || seen == this.state) {
				return decision;
			}
		}
	}

	@Override
	@Nullable LimitDecision reserve(long now, long permits, WaitBudget budget) {
		while (true) {
			BlockState seen = this.state;
			LimitDecision decision = seen.blocked(now) ? peek(now, permits) : seen.cell().reserve(now, permits, budget);
			if (decision == null) {
				if (seen == this.state) {
					return null;
				}
			}
			else if (decision.allowed() || decision.blocked() || !begins(decision, budget)) {
				return decision;
			}
			else {
				// Decided anew, and blocked unless permits have been given back meanwhile
				decision = spend(now, permits, budget);
				if (decision == null || decision.allowed() || decision.blocked()) {
					return decision;
				}
			}
		}
	}

	@Override
	boolean refund(long now, long permits, long charged) {
		while (true) {
			BlockState seen = this.state;
			if (seen.cell().refund(now, permits, charged)) {
				return true;
			}
			if (seen == this.state) {
				return false;
			}
		}
	}

	@Override
	boolean debit(long now, long permits) {
		while (true) {
			BlockState seen = this.state;
			if (seen.cell().debit(now, permits)) {
				return true;
			}
			if (seen == this.state) {
				return false;
			}
		}
	}

	@Override
	long heldAttempt(long now, long permits) {
		return this.state.heldAttempt(now, permits);
	}

	@Override
	Reckoning heldCharge(long after, long now, long permits) {
		return this.state.cell().heldCharge(after, now, permits);
	}

	@Override
	Reckoning heldReckoning(long now, long permits) {
		return this.state.heldReckoning(now, permits);
	}

	@Override
	long side() {
		return this.state.cell().side();
	}

	@Override
	@Nullable QueueCell queue() {
		return this.state.cell().queue();
	}

	@Override
	Block block() {
		return this.state.block();
	}

	@Override
	Cell heldCarry(KeyTerms next, long now) {
		return this.state.cell().heldCarry(next, now);
	}

	@Override
	Cell heldCopy(KeyTerms other, long now) {
		BlockState held = this.state;
		return of(held.cell().heldCopy(other, now), held.block(), now);
	}

	@Override
	Cell heldTwin() {
		return new BlockCell(this.terms, this.state.heldTwin());
	}

	@Override
	boolean heldIdle(long now) {
		return this.state.heldIdle(now);
	}

	/** Not if only the counting cell is that a block has replaced meanwhile. */
	@Override
	boolean retired() {
		while (true) {
			BlockState seen = this.state;
			if (!seen.cell().retired()) {
				return false;
			}
			if (seen == this.state) {
				return true;
			}
		}
	}

	/** A cell that is held is not replaced by another thread. */
	@Override
	boolean hold() {
		while (true) {
			BlockState seen = this.state;
			if (seen.cell().hold()) {
				return true;
			}
			if (seen == this.state) {
				return false;
			}
		}
	}

	@Override
	void release() {
		this.state.cell().release();
	}

	@Override
	long heldWord() {
		return this.state.cell().heldWord();
	}

	@Override
	void setHeldWord(long value) {
		this.state.cell().setHeldWord(value);
	}

	@Override
	void retire() {
		this.state.cell().retire();
	}

}

package dev.ratelimit.internal.local;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose state is its word: decided by one compare-and-set, without a lock.
 */
class WordCell extends Cell {

	final WordFormula formula;

	/** By the formula of the terms, or one whose words hold more. */
	WordCell(KeyTerms terms, WordFormula formula, long word) {
		super(terms, word);
		this.formula = formula;
	}

	/** The free word of the current window, or {@link #RETIRED}. */
	long current(long now) {
		long current = this.word;
		for (int spins = 0; current < RETIRED; spins++) {
			pause(spins);
			current = this.word;
		}
		return current;
	}

	/** Whether the words were read in one window. */
	boolean matches(long word, long side) {
		return true;
	}

	@Override
	final @Nullable LimitDecision spend(long now, long permits, WaitBudget budget) {
		while (true) {
			long before = current(now);
			if (before == RETIRED || !this.terms.grants(permits)) {
				return null;
			}
			long side = side();
			if (!matches(before, side)) {
				continue;
			}
			long after = this.formula.spend(before, side, now, permits);
			boolean spent = after != WordFormula.REFUSED;
			if (!spent || WORD.compareAndSet(this, before, after)) {
				return this.formula.decision(spent, spent ? after : before, side, now, permits);
			}
		}
	}

	@Override
	@Nullable LimitDecision peek(long now, long permits) {
		long seen = current(now);
		return (seen == RETIRED) ? null : this.formula.answer(seen, 0, now, permits);
	}

	@Override
	boolean refund(long now, long permits, long charged) {
		while (true) {
			long before = current(now);
			if (before == RETIRED) {
				return false;
			}
			long after = this.formula.refund(before, 0, now, permits, charged);
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
	}

	@Override
	final boolean debit(long now, long permits) {
		while (true) {
			long before = current(now);
			if (before == RETIRED) {
				return false;
			}
			long side = side();
			if (!matches(before, side)) {
				continue;
			}
			long after = this.formula.debit(before, side, now, permits);
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
	}

	@Override
	long heldAttempt(long now, long permits) {
		return this.formula.spend(heldWord(), side(), now, permits);
	}

	@Override
	final Reckoning heldCharge(long after, long now, long permits) {
		setHeldWord(after);
		return this.formula;
	}

	@Override
	final Reckoning heldReckoning(long now, long permits) {
		return this.formula;
	}

	@Override
	Cell heldCarry(KeyTerms next, long now) {
		WordFormula target = ((WordFormula) next.formula).holding(this.formula.counted(heldWord(), 0, now));
		return carried(next, target, target.carry(this.formula, heldWord(), 0, now));
	}

	WordCell carried(KeyTerms next, WordFormula target, long word) {
		return new WordCell(next, target, word);
	}

	@Override
	Cell heldTwin() {
		return carried(this.terms, this.formula, heldWord()).held();
	}

	@Override
	boolean heldIdle(long now) {
		return this.formula.idle(heldWord(), side(), now);
	}

}

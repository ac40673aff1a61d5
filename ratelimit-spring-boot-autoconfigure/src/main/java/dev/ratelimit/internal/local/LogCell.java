package dev.ratelimit.internal.local;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.SlidingWindowLog;
import dev.ratelimit.internal.algorithm.SpendLog;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose state is a log, which does not fit a word: each call holds the cell for as
 * long as it reads or writes the log.
 */
final class LogCell extends Cell {

	private final SlidingWindowLog formula;

	private final SpendLog log;

	LogCell(KeyTerms terms, SlidingWindowLog formula) {
		this(terms, formula, new SpendLog());
	}

	private LogCell(KeyTerms terms, SlidingWindowLog formula, SpendLog log) {
		super(terms, 0);
		this.formula = formula;
		this.log = log;
	}

	@Override
	@Nullable LimitDecision spend(long now, long permits, WaitBudget budget) {
		if (!this.terms.grants(permits) || !hold()) {
			return null;
		}
		try {
			return this.formula.spend(this.log, now, permits);
		}
		finally {
			release();
		}
	}

	@Override
	@Nullable LimitDecision peek(long now, long permits) {
		if (!hold()) {
			return null;
		}
		try {
			return this.formula.answer(this.log, now, permits);
		}
		finally {
			release();
		}
	}

	@Override
	boolean refund(long now, long permits, long charged) {
		if (!hold()) {
			return false;
		}
		try {
			this.formula.refund(this.log, permits, charged);
			return true;
		}
		finally {
			release();
		}
	}

	@Override
	boolean debit(long now, long permits) {
		if (!hold()) {
			return false;
		}
		try {
			this.formula.debit(this.log, now, permits);
			return true;
		}
		finally {
			release();
		}
	}

	@Override
	long heldAttempt(long now, long permits) {
		return this.formula.admits(this.log, now, permits) ? 0 : WordFormula.REFUSED;
	}

	@Override
	Reckoning heldCharge(long after, long now, long permits) {
		return this.formula.charge(this.log, now, permits);
	}

	@Override
	Reckoning heldReckoning(long now, long permits) {
		return this.formula.reckoning(this.log, now, permits);
	}

	@Override
	Cell heldCarry(KeyTerms next, long now) {
		return new LogCell(next, (SlidingWindowLog) next.formula, this.log);
	}

	@Override
	Cell heldCopy(KeyTerms other, long now) {
		return new LogCell(other, (SlidingWindowLog) other.formula, this.log.copy());
	}

	@Override
	Cell heldTwin() {
		return new LogCell(this.terms, this.formula, this.log).held();
	}

	@Override
	boolean heldIdle(long now) {
		return this.formula.idle(this.log, now);
	}

}

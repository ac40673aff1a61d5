package dev.ratelimit.internal.local;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.SlidingWindowLog;
import dev.ratelimit.internal.algorithm.SpendLog;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose state is a log, which does not fit a word: each call holds the cell for as
 * long as it reads or writes the log.
 */
final class LogCell extends Cell {

	private final SlidingWindowLog formula;

	private final SpendLog log;

	LogCell(Plan plan, SlidingWindowLog formula) {
		this(plan, formula, new SpendLog());
	}

	private LogCell(Plan plan, SlidingWindowLog formula, SpendLog log) {
		super(plan, 0);
		this.formula = formula;
		this.log = log;
	}

	@Override
	@Nullable LimitDecision spend(long now, long permits) {
		if (!this.plan.grants(permits) || !hold()) {
			return null;
		}
		try {
			return heldSpend(now, permits);
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
			return heldAnswer(now, permits);
		}
		finally {
			release();
		}
	}

	@Override
	LimitDecision reserve(long now, long permits, long maxWaitNanos) {
		throw new IllegalStateException("a window is not reserved ahead of time");
	}

	@Override
	boolean unreserve(LimitDecision reserved) {
		throw new IllegalStateException("a window is not reserved ahead of time");
	}

	@Override
	boolean refund(long now, LimitDecision decision) {
		if (!hold()) {
			return false;
		}
		try {
			this.formula.refund(this.log, decision.permits(), decision.charged());
			return true;
		}
		finally {
			release();
		}
	}

	@Override
	LimitDecision heldAnswer(long now, long permits) {
		return this.formula.answer(this.log, now, permits);
	}

	@Override
	LimitDecision heldSpend(long now, long permits) {
		return this.formula.spend(this.log, now, permits);
	}

	@Override
	LimitDecision heldReserve(long now, long permits, long waitNanos) {
		throw new IllegalStateException("a window is not reserved ahead of time");
	}

	@Override
	Cell heldCarry(Plan next, long now) {
		return new LogCell(next, (SlidingWindowLog) next.formula, this.log);
	}

	@Override
	boolean heldIdle(long now) {
		return this.formula.idle(this.log, now);
	}

}

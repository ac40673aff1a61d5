package dev.ratelimit.internal.local;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.QueueFormula;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * A bucket's cell: callers reserve their turn in it and wait.
 */
final class QueueCell extends WordCell {

	QueueCell(KeyTerms terms, long word) {
		super(terms, (WordFormula) terms.formula, word);
	}

	@Override
	QueueCell queue() {
		return this;
	}

	private QueueFormula turns() {
		return (QueueFormula) this.formula;
	}

	@Override
	@Nullable LimitDecision reserve(long now, long permits, WaitBudget budget) {
		long maxWaitNanos = budget.leftFor(this.terms.limit());
		while (true) {
			long before = current(now);
			if (before == RETIRED) {
				return null;
			}
			long wait = this.formula.retryAfter(before, 0, now, permits);
			long after = (wait > maxWaitNanos) ? WordFormula.REFUSED : turns().reserve(before, now, permits);
			if (after == WordFormula.REFUSED) {
				return this.formula.answer(before, 0, now, permits);
			}
			if (WORD.compareAndSet(this, before, after)) {
				return this.formula.decision(true, after, 0, now + wait, permits);
			}
		}
	}

	/** Takes a reservation back while no later call holds a slot; false if retired. */
	boolean unreserve(LimitDecision reserved) {
		while (true) {
			long before = current(0);
			if (before == RETIRED) {
				return false;
			}
			long after = turns().unreserve(before, reserved.permits(), reserved.charged());
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
	}

	/** Gives back what was held while callers waited; false if retired. */
	boolean refundHeld(long now, long permits, long largest, long total) {
		while (true) {
			long before = current(now);
			if (before == RETIRED) {
				return false;
			}
			long after = turns().refundHeld(before, now, permits, turns().leaveTogether(largest, total));
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
	}

	/** Held only: the word after a reservation, or {@link WordFormula#REFUSED}. */
	long heldReserve(long now, long permits) {
		return turns().reserve(heldWord(), now, permits);
	}

	@Override
	WordCell carried(KeyTerms next, WordFormula target, long word) {
		return new QueueCell(next, word);
	}

}

package dev.ratelimit.internal.local;

import dev.ratelimit.internal.algorithm.Gcra;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.WordFormula;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose state is its word: decided by one compare-and-set, without a lock.
 */
class WordCell extends Cell {

	private final WordFormula formula;

	/** What a larger limit had counted, for the one that comes after this. */
	final @Nullable Uncut uncut;

	WordCell(Plan plan, WordFormula formula, long word, @Nullable Uncut uncut) {
		super(plan, word);
		this.formula = formula;
		this.uncut = uncut;
	}

	/** The second word; never older than a first word read before it. */
	long side() {
		return 0;
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
	final @Nullable LimitDecision spend(long now, long permits) {
		while (true) {
			long before = current(now);
			if (before == RETIRED || !this.plan.grants(permits)) {
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
	final @Nullable LimitDecision reserve(long now, long permits, long maxWaitNanos) {
		Gcra queue = (Gcra) this.formula;
		while (true) {
			long before = current(now);
			if (before == RETIRED) {
				return null;
			}
			long wait = queue.retryAfter(before, 0, now, permits);
			long after = (wait > maxWaitNanos) ? WordFormula.REFUSED : queue.reserve(before, now, permits);
			if (after == WordFormula.REFUSED) {
				return queue.answer(before, 0, now, permits);
			}
			if (WORD.compareAndSet(this, before, after)) {
				return queue.admitted(after, 0, now + wait, permits);
			}
		}
	}

	@Override
	final boolean unreserve(LimitDecision reserved) {
		Gcra queue = (Gcra) this.formula;
		while (true) {
			long before = current(0);
			if (before == RETIRED) {
				return false;
			}
			long after = queue.unreserve(before, reserved.permits(), reserved.charged());
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
	}

	@Override
	boolean refund(long now, LimitDecision decision) {
		// Given back to more than this limit can count, it would admit too much
		while (this.uncut == null || !this.uncut.exceeds(this.plan.quota, now)) {
			long before = current(now);
			if (before == RETIRED) {
				return false;
			}
			long after = this.formula.refund(before, 0, now, decision.permits(), decision.charged());
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
		return true;
	}

	/** Gives back what was held while callers waited; false if retired. */
	final boolean refundHeld(long now, long permits, long largest, long total) {
		Gcra queue = (Gcra) this.formula;
		while (true) {
			long before = current(now);
			if (before == RETIRED) {
				return false;
			}
			long after = queue.refundHeld(before, now, permits, queue.leaveTogether(largest, total));
			if (before == after || WORD.compareAndSet(this, before, after)) {
				return true;
			}
		}
	}

	@Override
	LimitDecision heldAnswer(long now, long permits) {
		return this.formula.answer(heldWord(), side(), now, permits);
	}

	@Override
	final LimitDecision heldSpend(long now, long permits) {
		long after = this.formula.spend(heldWord(), side(), now, permits);
		setHeldWord(after);
		return this.formula.admitted(after, side(), now, permits);
	}

	@Override
	final LimitDecision heldReserve(long now, long permits, long waitNanos) {
		Gcra queue = (Gcra) this.formula;
		long after = queue.reserve(heldWord(), now, permits);
		setHeldWord(after);
		return queue.admitted(after, 0, now + waitNanos, permits);
	}

	@Override
	Cell heldCarry(Plan next, long now) {
		WordFormula target = (WordFormula) next.formula;
		long carried = target.carry(this.formula, heldWord(), 0, now);
		if (this.uncut != null) {
			carried = Math.max(carried, target.carry(this.uncut.formula, this.uncut.word, 0, now));
		}
		return new WordCell(next, target, carried, heldUncut(next.quota, now));
	}

	/** What the next limit cannot count. */
	final @Nullable Uncut heldUncut(long quota, long now) {
		Uncut own = new Uncut(this.formula, heldWord(), side());
		Uncut most = (this.uncut != null && this.uncut.exceeds(own.counted(now), now)) ? this.uncut : own;
		return most.exceeds(quota, now) ? most : null;
	}

	@Override
	boolean heldIdle(long now) {
		return this.formula.idle(heldWord(), side(), now) && (this.uncut == null || !this.uncut.exceeds(0, now));
	}

	/**
	 * A state as it was before it was carried to a limit too small for it.
	 */
	record Uncut(WordFormula formula, long word, long side) {

		long counted(long now) {
			return this.formula.counted(this.word, this.side, now);
		}

		boolean exceeds(long permits, long now) {
			return counted(now) > permits;
		}

	}

}

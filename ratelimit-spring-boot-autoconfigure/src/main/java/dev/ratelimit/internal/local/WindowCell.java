package dev.ratelimit.internal.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.WindowFormula;
import org.jspecify.annotations.Nullable;

/**
 * A cell of two words, of which the second changes only when a window has ended; how is
 * in the package's description.
 */
final class WindowCell extends WordCell {

	private static final long CLOSING = 1L << 62;

	private static final VarHandle SIDE;
	static {
		try {
			SIDE = MethodHandles.lookup().findVarHandle(WindowCell.class, "side", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final WindowFormula formula;

	private volatile long side;

	WindowCell(KeyTerms terms, WindowFormula formula, long word, long side) {
		super(terms, formula, word);
		this.formula = formula;
		this.side = side;
	}

	@Override
	long side() {
		return this.side;
	}

	@Override
	boolean matches(long word, long side) {
		return this.formula.matches(word, side);
	}

	@Override
	long current(long now) {
		while (true) {
			long current = settled(now);
			if (current == RETIRED) {
				return current;
			}
			long before = this.side;
			if (!matches(current, before)) {
				continue;
			}
			if (!this.formula.ended(current, before, now)) {
				return current;
			}
			WORD.compareAndSet(this, current, this.formula.closing(current, now) | CLOSING);
		}
	}

	/** The free word of an open window, or {@link #RETIRED}. */
	private long settled(long now) {
		while (true) {
			long current = super.current(now);
			if (current < CLOSING) {
				return current;
			}
			long closing = current & ~CLOSING;
			long before = this.side;
			if (this.formula.supersedes(closing, before)) {
				SIDE.compareAndSet(this, before, closing);
			}
			else {
				WORD.compareAndSet(this, current, this.formula.opened(closing, now));
			}
		}
	}

	@Override
	@Nullable LimitDecision peek(long now, long permits) {
		while (true) {
			long seen = settled(now);
			if (seen == RETIRED) {
				return null;
			}
			long before = this.side;
			if (!matches(seen, before)) {
				continue;
			}
			if (!this.formula.ended(seen, before, now)) {
				return this.formula.answer(seen, before, now, permits);
			}
			long closing = this.formula.closing(seen, now);
			return this.formula.answer(this.formula.opened(closing, now), closing, now, permits);
		}
	}

	@Override
	boolean refund(long now, long permits, long charged) {
		while (true) {
			// Not the current window's: a refund opens no window
			long before = settled(now);
			if (before == RETIRED) {
				return false;
			}
			long other = this.side;
			if (!matches(before, other)) {
				continue;
			}
			long after = this.formula.refund(before, other, now, permits, charged);
			if (after != before) {
				if (WORD.compareAndSet(this, before, after)) {
					return true;
				}
				continue;
			}
			long less = this.formula.refundSide(before, other, permits, charged);
			if (less == other || SIDE.compareAndSet(this, other, less)) {
				return true;
			}
		}
	}

	@Override
	long heldAttempt(long now, long permits) {
		open(now);
		return super.heldAttempt(now, permits);
	}

	@Override
	Cell heldCarry(KeyTerms next, long now) {
		finish(now);
		WindowFormula target = ((WindowFormula) next.formula).holding(this.formula.counted(heldWord(), this.side, now));
		return new WindowCell(next, target, target.carry(this.formula, heldWord(), this.side, now),
				target.carrySide(this.formula, heldWord(), this.side, now));
	}

	@Override
	Cell heldTwin() {
		return new WindowCell(this.terms, this.formula, heldWord(), this.side).held();
	}

	@Override
	boolean heldIdle(long now) {
		finish(now);
		return super.heldIdle(now);
	}

	/** Held only: brings the words to the current window. */
	private void open(long now) {
		finish(now);
		if (this.formula.ended(heldWord(), this.side, now)) {
			setHeldWord(this.formula.closing(heldWord(), now) | CLOSING);
			finish(now);
		}
	}

	/** Held only: completes a change of window that was begun before. */
	private void finish(long now) {
		if (heldWord() < CLOSING) {
			return;
		}
		long closing = heldWord() & ~CLOSING;
		for (long before = this.side; this.formula.supersedes(closing, before); before = this.side) {
			SIDE.compareAndSet(this, before, closing);
		}
		setHeldWord(this.formula.opened(closing, now));
	}

}

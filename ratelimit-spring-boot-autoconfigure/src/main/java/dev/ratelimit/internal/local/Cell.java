package dev.ratelimit.internal.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.ratelimit.internal.algorithm.Block;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.QueueFormula;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.SlidingWindowLog;
import dev.ratelimit.internal.algorithm.WindowFormula;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * One key's state under one limit. The states of its word, and who may change them, are
 * in the package's description.
 */
abstract class Cell {

	static final long RETIRED = -1;

	private static final long HELD = Long.MIN_VALUE;

	private static final int SPINS = 100;

	static final VarHandle WORD;
	static {
		try {
			WORD = MethodHandles.lookup().findVarHandle(Cell.class, "word", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	final KeyTerms terms;

	volatile long word;

	Cell(KeyTerms terms, long word) {
		this.terms = terms;
		this.word = word;
	}

	static Cell fresh(KeyTerms terms, long now) {
		return BlockCell.of(counting(terms, now), Block.NONE, now);
	}

	private static Cell counting(KeyTerms terms, long now) {
		if (terms.formula instanceof WindowFormula formula) {
			return new WindowCell(terms, formula, formula.fresh(now), formula.freshSide(now));
		}
		if (terms.formula instanceof QueueFormula) {
			return new QueueCell(terms, ((WordFormula) terms.formula).fresh(now));
		}
		if (terms.formula instanceof WordFormula formula) {
			return new WordCell(terms, formula, formula.fresh(now));
		}
		return new LogCell(terms, (SlidingWindowLog) terms.formula);
	}

	/**
	 * Spends if the permits are there; null if retired or if so many never are. A refusal
	 * that the call may wait for is none yet.
	 */
	abstract @Nullable LimitDecision spend(long now, long permits, WaitBudget budget);

	/** What a call would be answered, without spending; null if retired. */
	abstract @Nullable LimitDecision peek(long now, long permits);

	/** Gives back permits of a charge; false if retired. */
	abstract boolean refund(long now, long permits, long charged);

	/** Spends permits whether or not they are there, up to debt; false if retired. */
	abstract boolean debit(long now, long permits);

	/**
	 * Held only: what a call makes of the word, or {@link WordFormula#REFUSED}. Spends
	 * nothing.
	 */
	abstract long heldAttempt(long now, long permits);

	/** Held only: spends what {@link #heldAttempt} allowed, and says how things stand. */
	abstract Reckoning heldCharge(long after, long now, long permits);

	/** Held only: how things stand for a call that has not spent. */
	abstract Reckoning heldReckoning(long now, long permits);

	/** Held only: how things stand once a call is refused, which may block the key. */
	Reckoning heldRefusal(long now, long permits, WaitBudget budget) {
		return heldReckoning(now, permits);
	}

	/** Where callers reserve their turn; null if they cannot. */
	@Nullable QueueCell queue() {
		return null;
	}

	/**
	 * Spends ahead of time, where there is a {@link #queue}, if the wait is not too long;
	 * with a decision as of when it is over. Null if retired.
	 */
	@Nullable LimitDecision reserve(long now, long permits, WaitBudget budget) {
		throw new IllegalStateException("no queue");
	}

	/** The second word; never older than a first word read before it. */
	long side() {
		return 0;
	}

	/** The last block of the key. */
	Block block() {
		return Block.NONE;
	}

	/** Held only: what has been spent, on other terms. */
	abstract Cell heldCarry(KeyTerms next, long now);

	/** Held only: a copy of this state on other terms, to look at while it is held. */
	Cell heldCopy(KeyTerms other, long now) {
		return heldCarry(other, now);
	}

	/** What a call would be answered on other terms; null if retired. */
	final @Nullable LimitDecision peekOn(KeyTerms other, long now, long permits) {
		if (!hold()) {
			return null;
		}
		try {
			return heldCopy(other, now).peek(now, permits);
		}
		finally {
			release();
		}
	}

	/** Held only: a cell of this same state to take its place, held, too. */
	abstract Cell heldTwin();

	/** This cell, which no other thread knows yet, as held. */
	final Cell held() {
		setHeldWord(this.word);
		return this;
	}

	/** Held only: whether it equals the state of a key never seen. */
	abstract boolean heldIdle(long now);

	/** Takes the cell for this thread alone; false if retired. */
	boolean hold() {
		for (int spins = 0;; spins++) {
			long free = this.word;
			if (free == RETIRED) {
				return false;
			}
			if (free >= 0 && WORD.compareAndSet(this, free, free | HELD)) {
				return true;
			}
			pause(spins);
		}
	}

	void release() {
		WORD.setRelease(this, heldWord());
	}

	long heldWord() {
		return (long) WORD.getOpaque(this) & ~HELD;
	}

	void setHeldWord(long value) {
		WORD.setOpaque(this, value | HELD);
	}

	boolean retired() {
		return this.word == RETIRED;
	}

	/** Held only. */
	void retire() {
		WORD.setRelease(this, RETIRED);
	}

	/** Retires the cell if nothing is lost by forgetting it. */
	final boolean retireIfIdle(long now) {
		if (!hold()) {
			return true;
		}
		if (heldIdle(now)) {
			retire();
			return true;
		}
		release();
		return false;
	}

	static void pause(int spins) {
		if (spins < SPINS) {
			Thread.onSpinWait();
		}
		else {
			Thread.yield();
		}
	}

}

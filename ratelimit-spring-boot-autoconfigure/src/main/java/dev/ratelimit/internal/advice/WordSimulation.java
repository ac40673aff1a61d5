package dev.ratelimit.internal.advice;

import java.util.List;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.algorithm.WindowFormula;
import dev.ratelimit.internal.algorithm.WordFormula;

/**
 * Exact simulation by the formulas that limits are decided with. A key has two words
 * under each limit, or one where the formula needs no second.
 */
final class WordSimulation implements Simulation {

	private final WordFormula[] formulas;

	private final int width;

	private long validUntil;

	WordSimulation(List<Limit> limits, long now) {
		this.formulas = new WordFormula[limits.size()];
		for (int i = 0; i < this.formulas.length; i++) {
			this.formulas[i] = (WordFormula) Formula.of(limits.get(i), now);
		}
		this.width = (this.formulas[0] instanceof WindowFormula) ? 2 : 1;
		this.validUntil = earliestEnd();
	}

	private long earliestEnd() {
		long earliest = Long.MAX_VALUE;
		for (WordFormula formula : this.formulas) {
			earliest = Math.min(earliest, formula.validUntil());
		}
		return earliest;
	}

	@Override
	public int limits() {
		return this.formulas.length;
	}

	@Override
	public long[] fresh(long now) {
		long[] state = new long[this.formulas.length * this.width];
		for (int i = 0; i < this.formulas.length; i++) {
			state[i * this.width] = this.formulas[i].fresh(now);
			if (this.formulas[i] instanceof WindowFormula window) {
				state[i * this.width + 1] = window.freshSide(now);
			}
		}
		return state;
	}

	@Override
	public boolean spend(long[] state, int limit, long now, long permits) {
		WordFormula formula = this.formulas[limit];
		int at = limit * this.width;
		long side = side(formula, state, at, now);
		if (permits > formula.limit().quota()) {
			return false;
		}
		long after = formula.spend(state[at], side, now, Math.max(permits, 1));
		if (after == WordFormula.REFUSED) {
			return false;
		}
		state[at] = (permits > 0) ? after : state[at];
		return true;
	}

	@Override
	public void debit(long[] state, int limit, long now, long permits) {
		WordFormula formula = this.formulas[limit];
		int at = limit * this.width;
		long side = side(formula, state, at, now);
		state[at] = formula.debit(state[at], side, now, permits);
	}

	/** The second word, after the window that has ended is closed. */
	private static long side(WordFormula formula, long[] state, int at, long now) {
		if (!(formula instanceof WindowFormula window)) {
			return 0;
		}
		if (window.ended(state[at], state[at + 1], now)) {
			long closing = window.closing(state[at], now);
			if (window.supersedes(closing, state[at + 1])) {
				state[at + 1] = closing;
			}
			state[at] = window.opened(closing, now);
		}
		return state[at + 1];
	}

	@Override
	public long validUntil() {
		return this.validUntil;
	}

	@Override
	public void renew(Iterable<long[]> states, long now) {
		for (int i = 0; i < this.formulas.length; i++) {
			WordFormula before = this.formulas[i];
			if (before.validUntil() <= now) {
				WordFormula next = (WordFormula) Formula.of(before.limit(), now);
				for (long[] state : states) {
					state[i * this.width] = next.carry(before, state[i * this.width], 0, now);
				}
				this.formulas[i] = next;
			}
		}
		this.validUntil = earliestEnd();
	}

}

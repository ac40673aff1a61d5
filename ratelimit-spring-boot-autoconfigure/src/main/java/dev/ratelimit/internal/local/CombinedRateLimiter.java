package dev.ratelimit.internal.local;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterCore;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * Several limits on one key, all or nothing, as one linearizable step: the key's cells
 * are held, always in the same order, asked, and charged only if none of them refuses.
 */
final class CombinedRateLimiter implements LimiterCore {

	private final LocalRateLimiter[] limiters;

	private final List<String> allNames;

	private final HeldCells held;

	CombinedRateLimiter(List<LocalRateLimiter> limiters, List<String> allNames) {
		this.allNames = allNames;
		this.limiters = limiters.toArray(LocalRateLimiter[]::new);
		this.held = new HeldCells(this.limiters, allNames);
	}

	@Override
	public LimitDecision attempt(String key, long permits, WaitBudget budget, long now) {
		if (permits == 0) {
			return peek(key, now);
		}
		Cell[] cells = this.held.hold(key, permits, now);
		try {
			return spend(cells, permits, budget, now);
		}
		finally {
			HeldCells.release(cells);
		}
	}

	private static LimitDecision spend(Cell[] cells, long permits, WaitBudget budget, long now) {
		long[] words = new long[2 * cells.length];
		boolean charged = true;
		for (int i = 0; i < cells.length; i++) {
			Cell cell = cells[i];
			words[2 * i] = (permits <= cell.terms.quota) ? cell.heldAttempt(now, permits) : WordFormula.REFUSED;
			if (words[2 * i] == WordFormula.REFUSED) {
				if (cell.terms.limit().mode() == Mode.OBSERVE) {
					return spendBesideObservers(cells, permits, budget, now);
				}
				charged = false;
			}
		}
		Reckoning[] reckonings = new Reckoning[cells.length];
		for (int i = 0; i < cells.length; i++) {
			reckonings[i] = charged ? cells[i].heldCharge(words[2 * i], now, permits)
					: (words[2 * i] != WordFormula.REFUSED) ? cells[i].heldReckoning(now, permits)
							: cells[i].heldRefusal(now, permits, budget);
			words[2 * i] = cells[i].heldWord();
			words[2 * i + 1] = cells[i].side();
		}
		return LimitDecision.combined(charged, permits, reckonings, words, now);
	}

	/** A limit that only observes is not charged for what it would have refused. */
	private static LimitDecision spendBesideObservers(Cell[] cells, long permits, WaitBudget budget, long now) {
		LimitDecision[] answers = answers(cells, permits, budget, now);
		boolean charged = LimitDecision.combined(List.of(answers)).allowed();
		for (int i = 0; charged && i < cells.length; i++) {
			if (!answers[i].observed()) {
				long after = cells[i].heldAttempt(now, permits);
				answers[i] = charged(cells[i], permits, cells[i].heldCharge(after, now, permits), now);
			}
		}
		return LimitDecision.combined(List.of(answers));
	}

	private static LimitDecision[] answers(Cell[] cells, long permits, WaitBudget budget, long now) {
		LimitDecision[] answers = new LimitDecision[cells.length];
		for (int i = 0; i < cells.length; i++) {
			answers[i] = answer(cells[i], permits, budget, now);
		}
		return answers;
	}

	/** Only an observing limit comes so far with a cost beyond its quota. */
	private static LimitDecision answer(Cell cell, long permits, WaitBudget budget, long now) {
		long asked = Math.min(permits, cell.terms.quota);
		boolean granted = cell.heldAttempt(now, asked) != WordFormula.REFUSED;
		Reckoning reckoning = (granted || permits > asked) ? cell.heldReckoning(now, asked)
				: cell.heldRefusal(now, asked, budget);
		return LimitDecision.of(granted, false, asked, reckoning, cell.heldWord(), cell.side(), now).beyond(permits);
	}

	private static LimitDecision charged(Cell cell, long permits, Reckoning reckoning, long now) {
		return LimitDecision.of(true, true, permits, reckoning, cell.heldWord(), cell.side(), now);
	}

	@Override
	public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
		for (LocalRateLimiter limiter : this.limiters) {
			limiter.hold(key, permits);
		}
		Reservation reservation = null;
		try {
			reservation = reserved(key, permits, budget, now);
			return reservation;
		}
		finally {
			if (reservation == null || !reservation.decision().allowed()) {
				left(key);
			}
		}
	}

	private @Nullable Reservation reserved(String key, long permits, WaitBudget budget, long now) {
		Cell[] cells = this.held.hold(key, permits, now);
		try {
			if (!queue(cells)) {
				return null;
			}
			LimitDecision[] answers = answers(cells, permits, budget, now);
			LimitDecision answer = LimitDecision.combined(List.of(answers));
			if (!budget.covers(answer)) {
				return Reservation.refused(answer);
			}
			long wait = wait(answers);
			for (int i = 0; i < cells.length; i++) {
				if (!answers[i].observed() && !reservable(queueOf(cells[i]), answers[i], permits, wait, now)) {
					return null;
				}
			}
			for (int i = 0; i < cells.length; i++) {
				if (!answers[i].observed()) {
					long after = queueOf(cells[i]).heldReserve(now, permits);
					Reckoning reckoning = cells[i].heldCharge(after, now, permits);
					answers[i] = charged(cells[i], permits, reckoning, now + wait);
				}
			}
			LimitDecision reserved = LimitDecision.combined(List.of(answers));
			return new Reservation(reserved, wait, (kept) -> ended(key, reserved, kept, now));
		}
		finally {
			HeldCells.release(cells);
		}
	}

	private static boolean queue(Cell[] cells) {
		for (Cell cell : cells) {
			if (cell.queue() == null) {
				return false;
			}
		}
		return true;
	}

	private static QueueCell queueOf(Cell cell) {
		return Objects.requireNonNull(cell.queue());
	}

	private static long wait(LimitDecision[] answers) {
		long wait = 0;
		for (LimitDecision answer : answers) {
			wait = answer.observed() ? wait : Math.max(wait, answer.retryAfterNanos());
		}
		return wait;
	}

	/**
	 * A part that would wait less must not be charged before the call leaves: it refills
	 * until then.
	 */
	private static boolean reservable(QueueCell cell, LimitDecision answer, long permits, long wait, long now) {
		return answer.retryAfterNanos() == wait && cell.heldReserve(now, permits) != WordFormula.REFUSED;
	}

	private void ended(String key, LimitDecision reserved, boolean kept, long now) {
		for (int i = 0; !kept && i < this.limiters.length; i++) {
			this.limiters[i].unreserve(key, reserved.part(i), now);
		}
		left(key);
	}

	private void left(String key) {
		for (LocalRateLimiter limiter : this.limiters) {
			limiter.left(key);
		}
	}

	@Override
	public long quota(String key, long now) {
		long least = Long.MAX_VALUE;
		for (LocalRateLimiter limiter : this.limiters) {
			KeyTerms terms = limiter.terms(key, now);
			least = (terms.limit().mode() == Mode.ENFORCE) ? Math.min(least, terms.quota) : least;
		}
		return least;
	}

	@Override
	public LimitDecision peek(String key, long now) {
		return LimitDecision.combined(Arrays.stream(this.limiters).map((limiter) -> limiter.peek(key, now)).toList());
	}

	@Override
	public boolean settle(String key, LimitDecision decision, long permits) {
		if (decision.size() != this.limiters.length) {
			throw new IllegalArgumentException("Cannot settle or refund a decision of %d limit(s) with a limiter of %d"
				.formatted(decision.size(), this.limiters.length));
		}
		boolean settled = false;
		for (int i = 0; i < this.limiters.length; i++) {
			settled |= this.limiters[i].settle(key, decision.part(i), permits);
		}
		return settled;
	}

	@Override
	public boolean reset(String key) {
		for (LocalRateLimiter limiter : this.limiters) {
			limiter.reset(key);
		}
		return true;
	}

	@Override
	public List<LimitTerms> terms() {
		return Arrays.stream(this.limiters).map((limiter) -> limiter.cells.inForce()).toList();
	}

	@Override
	public Object version() {
		return this.limiters[0].version();
	}

	@Override
	public LimiterCore onPlan(String plan) {
		return new CombinedRateLimiter(Arrays.stream(this.limiters).map((limiter) -> limiter.onPlan(plan)).toList(),
				this.allNames);
	}

}

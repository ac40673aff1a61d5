package dev.ratelimit.internal.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.Gcra;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.WordFormula;
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

	/** Positions in the order in which all hold cells, so that none waits in a circle. */
	private final int[] holdOrder;

	CombinedRateLimiter(List<LocalRateLimiter> limiters, List<String> allNames) {
		this.limiters = limiters.toArray(LocalRateLimiter[]::new);
		this.holdOrder = IntStream.range(0, limiters.size())
			.boxed()
			.sorted(Comparator.comparing((i) -> allNames.indexOf(limiters.get(i).cells.name())))
			.mapToInt(Integer::intValue)
			.toArray();
	}

	@Override
	public LimitDecision attempt(String key, long permits, long now) {
		if (permits == 0) {
			return peek(key, now);
		}
		return held(key, permits, now, (cells, answers) -> spend(cells, answers, permits, now));
	}

	private LimitDecision spend(Cell[] cells, List<LimitDecision> answers, long permits, long now) {
		for (LimitDecision answer : answers) {
			if (!answer.allowed()) {
				return LimitDecision.combined(answers);
			}
		}
		return LimitDecision.combined(charged(cells, answers, permits, now));
	}

	/** An observing limit that would have refused is not charged. */
	private List<LimitDecision> charged(Cell[] cells, List<LimitDecision> answers, long permits, long now) {
		for (int i = 0; i < cells.length; i++) {
			if (!answers.get(i).observed()) {
				answers.set(i, cells[i].heldSpend(now, permits));
			}
		}
		return answers;
	}

	@Override
	public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
		for (LocalRateLimiter limiter : this.limiters) {
			limiter.hold(key, permits);
		}
		Reservation reservation = null;
		try {
			reservation = held(key, permits, now, (cells, answers) -> turn(key, cells, answers, permits, budget, now));
			return reservation;
		}
		finally {
			if (reservation == null || !reservation.decision().allowed()) {
				left(key);
			}
		}
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

	private @Nullable Reservation turn(String key, Cell[] cells, List<LimitDecision> answers, long permits,
			WaitBudget budget, long now) {
		for (Cell cell : cells) {
			if (!(cell.plan.formula instanceof Gcra queue) || !queue.queues()) {
				return null;
			}
		}
		LimitDecision answer = LimitDecision.combined(answers);
		if (!budget.covers(answer)) {
			return Reservation.refused(answer);
		}
		long wait = 0;
		for (LimitDecision part : answers) {
			wait = part.observed() ? wait : Math.max(wait, part.retryAfterNanos());
		}
		for (int i = 0; i < cells.length; i++) {
			if (!answers.get(i).observed() && !reservable(cells[i], answers.get(i), permits, wait, now)) {
				return null;
			}
		}
		for (int i = 0; i < cells.length; i++) {
			if (!answers.get(i).observed()) {
				answers.set(i, cells[i].heldReserve(now, permits, wait));
			}
		}
		LimitDecision reserved = LimitDecision.combined(answers);
		return new Reservation(reserved, wait, (kept) -> ended(key, reserved, kept, now));
	}

	/**
	 * A part that would wait less must not be charged before the call leaves: it refills
	 * until then.
	 */
	private static boolean reservable(Cell cell, LimitDecision answer, long permits, long wait, long now) {
		return answer.retryAfterNanos() == wait
				&& ((Gcra) cell.plan.formula).reserve(cell.heldWord(), now, permits) != WordFormula.REFUSED;
	}

	private <T> T held(String key, long permits, long now, BiFunction<Cell[], List<LimitDecision>, T> step) {
		Cell[] cells = hold(key, permits, now);
		try {
			List<LimitDecision> answers = new ArrayList<>(cells.length);
			for (Cell cell : cells) {
				answers.add(answer(cell, permits, now));
			}
			return step.apply(cells, answers);
		}
		finally {
			for (Cell cell : cells) {
				cell.release();
			}
		}
	}

	private static LimitDecision answer(Cell cell, long permits, long now) {
		LimitDecision answer = cell.heldAnswer(now, Math.min(permits, cell.plan.quota));
		// Only an observing limit comes so far with a cost beyond its quota
		return (permits <= cell.plan.quota) ? answer : LimitDecision.refused(answer.policy(), answer.remaining(),
				answer.resetAfterNanos(), answer.resetAfterNanos());
	}

	private static void check(long permits, Cell cell) {
		if (permits < 0 || cell.plan.limit().mode() == Mode.ENFORCE) {
			LocalRateLimiter.check(permits, cell);
		}
	}

	private Cell[] hold(String key, long permits, long now) {
		Cell[] cells = new Cell[this.limiters.length];
		for (int i = 0; permits != 1 && i < cells.length; i++) {
			check(permits, this.limiters[i].cells.find(key, now));
		}
		// All looked up, and created, before the first is held: holding must not block
		for (int i = 0; i < cells.length; i++) {
			cells[i] = this.limiters[i].cells.get(key, now);
			check(permits, cells[i]);
		}
		for (int n = 0; n < this.holdOrder.length; n++) {
			int next = this.holdOrder[n];
			if (!cells[next].hold()) {
				for (int held : Arrays.copyOf(this.holdOrder, n)) {
					cells[held].release();
				}
				cells[next] = this.limiters[next].cells.again(key, cells[next], now);
				check(permits, cells[next]);
				n = -1;
			}
		}
		return cells;
	}

	@Override
	public long quota(String key, long now) {
		return Arrays.stream(this.limiters)
			.filter((limiter) -> limiter.cells.find(key, now).plan.limit().mode() == Mode.ENFORCE)
			.mapToLong((limiter) -> limiter.quota(key, now))
			.min()
			.orElse(Long.MAX_VALUE);
	}

	@Override
	public LimitDecision peek(String key, long now) {
		return LimitDecision.combined(Arrays.stream(this.limiters).map((limiter) -> limiter.peek(key, now)).toList());
	}

	@Override
	public void refund(String key, LimitDecision decision) {
		List<LimitDecision> parts = decision.all();
		if (parts.size() != this.limiters.length) {
			throw new IllegalArgumentException("Cannot refund a decision of %d limit(s) to a limiter of %d"
				.formatted(parts.size(), this.limiters.length));
		}
		for (int i = 0; i < this.limiters.length; i++) {
			this.limiters[i].refund(key, parts.get(i));
		}
	}

	@Override
	public void reset(String key) {
		for (LocalRateLimiter limiter : this.limiters) {
			limiter.reset(key);
		}
	}

}

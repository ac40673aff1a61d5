package dev.ratelimit.internal.local;

import java.util.List;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterCore;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * The limiter of one limit: one clock reading, one look-up, one compare-and-set.
 */
final class LocalRateLimiter implements LimiterCore {

	final LimitCells cells;

	private final HeldRefunds refunds;

	private final TimeSource time;

	private final @Nullable String plan;

	LocalRateLimiter(LimitCells cells, TimeSource time) {
		this(cells, new HeldRefunds(), time, null);
	}

	private LocalRateLimiter(LimitCells cells, HeldRefunds refunds, TimeSource time, @Nullable String plan) {
		this.cells = cells;
		this.refunds = refunds;
		this.time = time;
		this.plan = plan;
	}

	@Override
	public LocalRateLimiter onPlan(String plan) {
		return new LocalRateLimiter(this.cells, this.refunds, this.time, plan);
	}

	@Override
	public List<LimitTerms> terms() {
		return List.of(this.cells.inForce());
	}

	@Override
	public Object version() {
		return this.cells.version();
	}

	/** The key's cell on the terms of these calls. */
	Cell cell(String key, long now) {
		return this.cells.get(key, this.plan, now);
	}

	/** The key's cell in place of one that was found retired. */
	Cell again(String key, Cell retired, long now) {
		return this.cells.renewed(key, this.plan, retired, now, true);
	}

	/** The terms of a call; creates no cell. */
	KeyTerms terms(String key, long now) {
		return this.cells.terms(key, this.plan, now);
	}

	@Override
	public LimitDecision attempt(String key, long permits, WaitBudget budget, long now) {
		if (permits == 0) {
			return peek(key, now);
		}
		if (permits != 1) {
			// Before a cell is created for the key
			check(permits, terms(key, now));
		}
		return spend(cell(key, now), key, permits, budget, now);
	}

	private LimitDecision spend(Cell cell, String key, long permits, WaitBudget budget, long now) {
		LimitDecision decision = cell.spend(now, permits, budget);
		return (decision != null) ? decision : spendAgain(cell, key, permits, budget, now);
	}

	/** Spends from the cell that has taken the place of a retired one. */
	private LimitDecision spendAgain(Cell undecided, String key, long permits, WaitBudget budget, long now) {
		Cell cell = undecided;
		while (true) {
			check(permits, cell.terms);
			cell = again(key, cell, now);
			LimitDecision decision = cell.spend(now, permits, budget);
			if (decision != null) {
				return decision;
			}
		}
	}

	static void check(long permits, KeyTerms terms) {
		if (permits < 0 || permits > terms.quota) {
			throw new IllegalArgumentException("Invalid permits (%d) for limit '%s': must be from 0 to its quota, %d"
				.formatted(permits, terms.limit().name(), terms.quota));
		}
	}

	@Override
	public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
		hold(key, permits);
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
		Cell cell = cell(key, now);
		while (true) {
			if (cell.queue() == null) {
				return null;
			}
			LimitDecision decision = cell.reserve(now, permits, budget);
			if (decision != null) {
				return !decision.allowed() ? Reservation.refused(decision)
						: new Reservation(decision, decision.nanos() - now, (kept) -> ended(key, decision, kept, now));
			}
			cell = again(key, cell, now);
			check(permits, cell.terms);
		}
	}

	private void ended(String key, LimitDecision reserved, boolean kept, long now) {
		if (!kept) {
			unreserve(key, reserved, now);
		}
		left(key);
	}

	void unreserve(String key, LimitDecision reserved, long now) {
		QueueCell queue = this.cells.find(key, this.plan, now).queue();
		while (queue != null && !queue.unreserve(reserved)) {
			Thread.onSpinWait();
			queue = this.cells.find(key, this.plan, now).queue();
		}
	}

	/** Before a turn is reserved: refunds wait until the caller has {@link #left}. */
	void hold(String key, long permits) {
		this.refunds.hold(key, permits);
	}

	void left(String key) {
		boolean done = this.refunds.release(key, null, 0);
		while (!done) {
			long now = this.time.nanos();
			done = this.refunds.release(key, this.cells.find(key, this.plan, now), now);
		}
	}

	@Override
	public long quota(String key, long now) {
		return terms(key, now).quota;
	}

	@Override
	public LimitDecision peek(String key, long now) {
		return this.cells.peek(key, this.plan, now);
	}

	@Override
	public boolean settle(String key, LimitDecision decision, long permits) {
		if (!decision.limit().equals(this.cells.name()) || decision.size() > 1) {
			throw new IllegalArgumentException("Cannot settle or refund a decision of limit '%s' with limit '%s'"
				.formatted(decision.limit(), this.cells.name()));
		}
		if (!decision.claimSettling()) {
			return false;
		}
		long spent = decision.permits();
		if (permits > spent) {
			debit(key, permits - spent, decision);
		}
		else if (permits < spent) {
			give(key, spent - permits, decision);
		}
		return true;
	}

	/** On the plan that was charged: a permit is worth something else on another. */
	private @Nullable String charged(LimitDecision decision) {
		return this.cells.inForce().planOf(decision.policy(), this.plan);
	}

	private void give(String key, long permits, LimitDecision decision) {
		long now = this.time.nanos();
		String plan = charged(decision);
		while (!this.refunds.refund(key, this.cells.find(key, plan, now), now, permits, decision)) {
			Thread.onSpinWait();
		}
	}

	private void debit(String key, long permits, LimitDecision decision) {
		long now = this.time.nanos();
		String plan = charged(decision);
		Cell cell = this.cells.get(key, plan, now);
		while (!cell.debit(now, permits)) {
			cell = this.cells.renewed(key, plan, cell, now, false);
		}
	}

	@Override
	public boolean reset(String key) {
		this.cells.reset(key);
		return true;
	}

}

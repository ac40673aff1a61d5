package dev.ratelimit.internal.local;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterCore;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * The limiter of one limit: one clock reading, one look-up, one compare-and-set.
 */
final class LocalRateLimiter implements LimiterCore {

	final LimitCells cells;

	private final HeldRefunds refunds = new HeldRefunds();

	private final TimeSource time;

	LocalRateLimiter(LimitCells cells, TimeSource time) {
		this.cells = cells;
		this.time = time;
	}

	@Override
	public LimitDecision attempt(String key, long permits, long now) {
		if (permits == 0) {
			return peek(key, now);
		}
		if (permits != 1) {
			// Before a cell is created for the key
			check(permits, this.cells.find(key, now));
		}
		return spend(this.cells.get(key, now), key, permits, now);
	}

	private LimitDecision spend(Cell cell, String key, long permits, long now) {
		LimitDecision decision = cell.spend(now, permits);
		return (decision != null) ? decision : spendElse(cell, key, permits, now);
	}

	private LimitDecision spendElse(Cell undecided, String key, long permits, long now) {
		Cell cell = undecided;
		while (true) {
			check(permits, cell);
			cell = this.cells.again(key, cell, now);
			LimitDecision decision = cell.spend(now, permits);
			if (decision != null) {
				return decision;
			}
		}
	}

	static void check(long permits, Cell cell) {
		if (permits < 0 || permits > cell.terms.quota) {
			throw new IllegalArgumentException("Invalid permits (%d) for limit '%s': must be from 0 to its quota, %d"
				.formatted(permits, cell.terms.limit().name(), cell.terms.quota));
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
		Cell cell = this.cells.get(key, now);
		while (true) {
			if (!(cell instanceof QueueCell queue)) {
				return null;
			}
			LimitDecision decision = queue.reserve(now, permits, budget.leftFor(cell.terms.limit()));
			if (decision != null) {
				return !decision.allowed() ? Reservation.refused(decision)
						: new Reservation(decision, decision.nanos() - now, (kept) -> ended(key, decision, kept, now));
			}
			cell = this.cells.again(key, cell, now);
			check(permits, cell);
		}
	}

	private void ended(String key, LimitDecision reserved, boolean kept, long now) {
		if (!kept) {
			unreserve(key, reserved, now);
		}
		left(key);
	}

	void unreserve(String key, LimitDecision reserved, long now) {
		while (this.cells.find(key, now) instanceof QueueCell queue && !queue.unreserve(reserved)) {
			Thread.onSpinWait();
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
			done = this.refunds.release(key, this.cells.find(key, now), now);
		}
	}

	@Override
	public long quota(String key, long now) {
		return this.cells.find(key, now).terms.quota;
	}

	@Override
	public LimitDecision peek(String key, long now) {
		while (true) {
			LimitDecision decision = this.cells.find(key, now).peek(now, 1);
			if (decision != null) {
				return decision;
			}
		}
	}

	@Override
	public void refund(String key, LimitDecision decision) {
		if (!decision.limit().equals(this.cells.name()) || decision.size() > 1) {
			throw new IllegalArgumentException("Cannot refund a decision of limit '%s' to limit '%s'"
				.formatted(decision.limit(), this.cells.name()));
		}
		if (decision.claimRefund()) {
			give(key, decision);
		}
	}

	private void give(String key, LimitDecision decision) {
		long now = this.time.nanos();
		while (!this.refunds.refund(key, this.cells.find(key, now), now, decision)) {
			Thread.onSpinWait();
		}
	}

	@Override
	public void reset(String key) {
		this.cells.reset(key);
	}

}

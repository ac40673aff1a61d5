package dev.ratelimit.local;

import dev.ratelimit.Decision;
import dev.ratelimit.TimeSource;
import dev.ratelimit.algorithm.Gcra;
import dev.ratelimit.store.Recorder;
import dev.ratelimit.store.Turn;
import dev.ratelimit.store.WaitingLimiter;
import org.jspecify.annotations.Nullable;

/**
 * The limiter of one limit: one clock reading, one look-up, one compare-and-set.
 */
final class LocalRateLimiter extends WaitingLimiter {

	final LimitCells cells;

	LocalRateLimiter(LimitCells cells, TimeSource time, @Nullable Recorder recorder) {
		super(time, recorder);
		this.cells = cells;
	}

	@Override
	protected Decision attempt(String key, long permits, long now) {
		return (permits == 0) ? peek(key, now) : spend(this.cells.get(key, now), key, permits, now);
	}

	private Decision spend(Cell cell, String key, long permits, long now) {
		Decision decision = cell.spend(now, permits);
		return (decision != null) ? decision : spendElse(cell, key, permits, now);
	}

	private Decision spendElse(Cell undecided, String key, long permits, long now) {
		Cell cell = undecided;
		while (true) {
			check(permits, cell);
			cell = this.cells.again(key, cell, now);
			Decision decision = cell.spend(now, permits);
			if (decision != null) {
				return decision;
			}
		}
	}

	static void check(long permits, Cell cell) {
		if (permits < 0 || permits > cell.plan.quota) {
			throw new IllegalArgumentException("Invalid permits (%d) for limit '%s': must be from 0 to its quota, %d"
				.formatted(permits, cell.plan.limit().name(), cell.plan.quota));
		}
	}

	@Override
	protected @Nullable Turn reserve(String key, long permits, Patience patience, long now) {
		Cell cell = this.cells.get(key, now);
		while (true) {
			if (!(cell.plan.formula instanceof Gcra queue) || !queue.queues()) {
				return null;
			}
			Turn turn = cell.reserve(now, permits, patience.leftFor(cell.plan.limit()));
			if (turn != null) {
				return turn;
			}
			cell = this.cells.again(key, cell, now);
			check(permits, cell);
		}
	}

	@Override
	protected void unreserve(String key, Decision reserved, long now) {
		while (!this.cells.find(key, now).unreserve(reserved)) {
			Thread.onSpinWait();
		}
	}

	@Override
	protected boolean enter() {
		return this.cells.waitingRoom().enter();
	}

	@Override
	protected void leave() {
		this.cells.waitingRoom().leave();
	}

	@Override
	protected long quota(String key, long now) {
		return this.cells.find(key, now).plan.quota;
	}

	@Override
	protected Decision beyond(String key, long permits, long now) {
		Decision state = peek(key, now);
		if (permits <= state.quota()) {
			return state;
		}
		return Decision.refused(state.policy(), state.remaining(), state.resetAfter().toNanos(),
				state.resetAfter().toNanos());
	}

	@Override
	public Decision peek(String key) {
		return peek(key, this.time.nanos());
	}

	Decision peek(String key, long now) {
		while (true) {
			Decision decision = this.cells.find(key, now).peek(now, 1);
			if (decision != null) {
				return decision;
			}
		}
	}

	@Override
	public void refund(String key, Decision decision) {
		if (!decision.limit().equals(this.cells.limit().name()) || decision.parts().size() > 1) {
			throw new IllegalArgumentException("Cannot refund a decision of limit '%s' to limit '%s'"
				.formatted(decision.limit(), this.cells.limit().name()));
		}
		if (decision.claimRefund()) {
			give(key, decision);
		}
	}

	private void give(String key, Decision decision) {
		long now = this.time.nanos();
		while (!this.cells.find(key, now).refund(now, decision)) {
			Thread.onSpinWait();
		}
	}

	@Override
	public void reset(String key) {
		this.cells.reset(key);
	}

}

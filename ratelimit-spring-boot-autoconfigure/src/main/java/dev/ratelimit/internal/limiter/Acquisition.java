package dev.ratelimit.internal.limiter;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * One call that may have to wait, as steps: says which comes next and takes note of how
 * it went. Whoever drives it carries the steps out, on the caller's thread or without
 * one. It queues where a turn can be reserved, and elsewhere tries again when the permits
 * should be there. For one thread at a time; to be {@linkplain #end ended} by its driver.
 */
final class Acquisition {

	/** What comes next. */
	enum Step {

		/** Ask for the permits. */
		ATTEMPT,

		/** Ask how things stand: the cost is beyond the quota. */
		LOOK,

		/** Ask for a turn. */
		RESERVE,

		/** Wait. */
		WAIT,

		/** Answer. */
		DONE

	}

	private final LimiterCore core;

	private final WaitingRooms rooms;

	private final String key;

	private final long permits;

	private WaitBudget budget;

	private Step step;

	private long now;

	private @Nullable LimitDecision decision;

	private @Nullable Reservation reservation;

	private long waitNanos;

	private final @Nullable Waiter waiter;

	private @Nullable String sharer;

	private boolean entered;

	private boolean ended;

	Acquisition(LimiterCore core, WaitingRooms rooms, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, Step step, long now) {
		this.core = core;
		this.rooms = rooms;
		this.key = key;
		this.permits = permits;
		this.waiter = waiter;
		this.budget = budget;
		this.step = step;
		this.now = now;
	}

	Step step() {
		return this.step;
	}

	String key() {
		return this.key;
	}

	long permits() {
		return this.permits;
	}

	WaitBudget budget() {
		return this.budget;
	}

	/** The time of the step. */
	long now() {
		return this.now;
	}

	/** How long to {@link Step#WAIT}. */
	long waitNanos() {
		return this.waitNanos;
	}

	/** Whether the caller was let in to wait. */
	boolean waited() {
		return this.entered;
	}

	LimitDecision decision() {
		if (this.decision == null) {
			throw new IllegalStateException("not decided yet");
		}
		return this.decision;
	}

	void attempted(LimitDecision answer) {
		this.decision = answer;
		if (answer.allowed() || this.permits == 0 || !this.budget.covers(answer)) {
			this.step = Step.DONE;
		}
		else if (this.entered) {
			waitFor(answer.retryAfterNanos());
		}
		else {
			this.sharer = (this.waiter != null) ? this.waiter.sharer(this.key) : null;
			this.entered = this.rooms.enter(this.sharer);
			this.step = this.entered ? Step.RESERVE : Step.DONE;
		}
	}

	void looked(LimitDecision state) {
		this.decision = state.beyond(this.permits);
		this.step = Step.DONE;
	}

	void reserved(@Nullable Reservation reserved) {
		if (reserved == null) {
			waitFor(decision().retryAfterNanos());
			return;
		}
		this.reservation = reserved;
		this.decision = reserved.decision();
		if (reserved.decision().allowed() && reserved.waitNanos() > 0) {
			waitFor(reserved.waitNanos());
		}
		else {
			this.step = Step.DONE;
		}
	}

	private void waitFor(long nanos) {
		this.waitNanos = nanos;
		this.step = Step.WAIT;
	}

	void waited(long now) {
		this.budget = this.budget.after(this.waitNanos);
		this.now = now;
		// The key's limit may have been changed to a smaller one meanwhile
		this.step = (this.reservation != null) ? Step.DONE
				: (this.permits > this.core.quota(this.key, now)) ? Step.LOOK : Step.ATTEMPT;
	}

	/** Ends the call: its permits are kept, or given back if it gave up. */
	void end(boolean kept) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		try {
			if (this.reservation != null) {
				if (kept) {
					this.reservation.keep();
				}
				else {
					this.reservation.cancel();
				}
			}
			else if (!kept && this.step == Step.DONE) {
				this.core.refundAsync(this.key, decision());
			}
		}
		finally {
			if (this.entered) {
				this.rooms.leave(this.sharer);
			}
		}
	}

}

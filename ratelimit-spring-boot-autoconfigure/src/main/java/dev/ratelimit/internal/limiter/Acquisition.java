package dev.ratelimit.internal.limiter;

import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * One call that may have to wait, as a state machine: it says which step comes next and
 * is told how the step went. Its driver carries the steps out, on the caller's thread or
 * without one. It queues where a turn can be reserved, stands in line where permits come
 * back from others, and elsewhere tries again when the permits should be there. Used by
 * one thread at a time; its driver must {@linkplain #end end} it.
 */
final class Acquisition {

	/** What comes next. */
	enum Step {

		/** Ask for the permits. */
		ATTEMPT,

		/** Ask how things stand, to refuse the call without an attempt. */
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

	/** In line for permits that others give back. */
	private @Nullable Turn turn;

	private final SecondLooks looks = new SecondLooks();

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

	/** What ends the wait early; null if nothing does. */
	@Nullable CompletableFuture<Void> woken() {
		return (this.turn != null) ? this.turn.woken() : null;
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
		else if (this.turn != null) {
			long wait = Math.min(answer.retryAfterNanos(), this.budget.left(answer));
			waitFor(this.core.isShared() ? this.looks.next(wait) : wait);
		}
		else if (this.entered) {
			waitFor(answer.retryAfterNanos());
		}
		else {
			this.sharer = (this.waiter != null) ? this.waiter.sharer(this.key) : null;
			this.entered = this.rooms.enter(this.sharer);
			this.turn = this.entered ? this.rooms.join(this.key) : null;
			if (this.turn != null) {
				queue(this.turn);
			}
			else {
				this.step = this.entered ? Step.RESERVE : Step.DONE;
			}
		}
	}

	/** Attempts if this caller is the first in line; else waits, or only looks. */
	private void queue(Turn turn) {
		if (turn.comes()) {
			this.step = Step.ATTEMPT;
			return;
		}
		long left = this.budget.left(decision());
		this.step = Step.LOOK;
		if (left > 0) {
			waitFor(left);
		}
	}

	void looked(LimitDecision state) {
		LimitDecision beyond = state.beyond(this.permits);
		this.decision = beyond.allowed() ? InFlight.behindOthers(beyond) : beyond;
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
		// A caller that is woken early has waited less than it was to
		long elapsed = (this.turn != null) ? Math.max(now - this.now, 0) : this.waitNanos;
		this.budget = this.budget.after(Math.min(elapsed, this.waitNanos));
		this.now = now;
		// The key's limit may have been changed to a smaller one meanwhile
		this.step = (this.reservation != null) ? Step.DONE
				: (this.permits > this.core.quota(this.key, now)) ? Step.LOOK : Step.ATTEMPT;
		if (this.turn != null && this.step == Step.ATTEMPT) {
			queue(this.turn);
		}
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
				giveBack();
			}
		}
		finally {
			if (this.turn != null) {
				this.turn.leave();
			}
			if (this.entered) {
				this.rooms.leave(this.sharer);
			}
		}
	}

	/** Gives back what was spent for a caller that is gone. */
	void giveBack() {
		this.core.settleAsync(this.key, decision(), 0).thenRun(() -> this.rooms.wake(this.key));
	}

}

package dev.ratelimit.internal.limiter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.limiter.Acquisition.Step;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a limiter that hold no thread. A call that is admitted at once, without asking
 * elsewhere, costs no {@link Acquisition}.
 */
final class AsyncCalls {

	private final LimiterCore core;

	private final WaitingRooms rooms;

	private final TimeSource time;

	private final LimiterNotes notes;

	AsyncCalls(LimiterCore core, WaitingRooms rooms, TimeSource time, LimiterNotes notes) {
		this.core = core;
		this.rooms = rooms;
		this.time = time;
		this.notes = notes;
	}

	/** Asks for permits, and completes the result with the decision. */
	void acquire(CompletableFuture<? super LimitDecision> result, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, long now) {
		CompletableFuture<LimitDecision> first = first(key, permits, budget, now).toCompletableFuture();
		if (Answers.isThere(first) && (first.join().allowed() || permits == 0)) {
			result.complete(this.notes.decided(key, permits, first.join()));
		}
		else {
			begin(result, key, permits, budget, waiter, first, now);
		}
	}

	private CompletionStage<LimitDecision> first(String key, long permits, WaitBudget budget, long now) {
		return this.rooms.othersAhead(key, permits, this.core, now)
				? this.core.peekAsync(key, now).thenApply(InFlight::behindOthers)
				: this.core.attemptAsync(key, permits, budget, now);
	}

	/** Completes the result of a call whose cost is beyond the quota. */
	void look(CompletableFuture<? super LimitDecision> result, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, long now) {
		begin(result, key, permits, budget, waiter, null, now);
	}

	private void begin(CompletableFuture<? super LimitDecision> result, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, @Nullable CompletionStage<LimitDecision> first, long now) {
		Step step = (first != null) ? Step.ATTEMPT : Step.LOOK;
		Acquisition call = new Acquisition(this.core, this.rooms, key, permits, budget, waiter, step, now);
		new AsyncAcquisition(call, this.core, this.time, result, (decided) -> {
			this.notes.waited(decided, this.time, now);
			this.notes.decided(key, permits, decided.decision());
		}).begin(first);
	}

}

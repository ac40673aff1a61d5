package dev.ratelimit.internal.limiter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * Gives back, or settles, what calls have spent, and wakes callers that wait for it.
 */
final class Refunds {

	private final LimiterCore core;

	private final WaitingRooms rooms;

	private final TimeSource time;

	private final LimiterNotes notes;

	Refunds(LimiterCore core, WaitingRooms rooms, TimeSource time, LimiterNotes notes) {
		this.core = core;
		this.rooms = rooms;
		this.time = time;
		this.notes = notes;
	}

	private void givenBack(String key, LimitDecision decision) {
		this.notes.givenBack(decision);
		this.rooms.wake(key);
	}

	void release(String key, LimitDecision decision) {
		LimitDecision held = InFlight.of(decision);
		if (held != null) {
			settleAsync(key, held, 0);
		}
	}

	void settle(String key, LimitDecision decision, long permits) {
		if (costs(decision, permits)) {
			settled(key, decision, permits, this.core.settle(key, decision, permits));
		}
	}

	CompletionStage<?> settleAsync(String key, LimitDecision decision, long permits) {
		return costs(decision, permits)
				? this.core.settleAsync(key, decision, permits)
					.thenAccept((settled) -> settled(key, decision, permits, settled))
				: CompletableFuture.completedFuture(null);
	}

	/** A refused call can only be given back. */
	private static boolean costs(LimitDecision decision, long permits) {
		if (permits < 0) {
			throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
		}
		return permits == 0 || decision.allowed();
	}

	private void settled(String key, LimitDecision decision, long permits, boolean settled) {
		if (permits == 0) {
			givenBack(key, decision);
			return;
		}
		if (settled) {
			this.rooms.wake(key);
			decision.all().forEach((part) -> this.notes.indebted(part, permits - part.permits()));
		}
		if (settled || decision.observed()) {
			this.notes.settled(key, decision, permits);
		}
	}

	LimitDecision giveBack(String key, LimitDecision decision) {
		LimitDecision left = this.core.giveBack(key, decision, this.time.nanos());
		givenBack(key, decision);
		return left;
	}

	CompletionStage<LimitDecision> giveBackAsync(String key, LimitDecision decision) {
		return this.core.giveBackAsync(key, decision, this.time.nanos()).thenApply((left) -> {
			givenBack(key, decision);
			return left;
		});
	}

}

package dev.ratelimit.internal.limiter;

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

	void refund(String key, LimitDecision decision) {
		this.core.refund(key, decision);
		givenBack(key, decision);
	}

	private void givenBack(String key, LimitDecision decision) {
		this.notes.givenBack(decision);
		this.rooms.wake(key);
	}

	void release(String key, LimitDecision decision) {
		LimitDecision held = InFlight.of(decision);
		if (held != null) {
			this.core.refundAsync(key, held).thenRun(() -> givenBack(key, held));
		}
	}

	void settle(String key, LimitDecision decision, long permits) {
		if (permits < 0) {
			throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
		}
		if (permits == 0) {
			refund(key, decision);
		}
		else if (decision.allowed()) {
			boolean settled = this.core.settle(key, decision, permits);
			if (settled) {
				this.rooms.wake(key);
				decision.all().forEach((part) -> this.notes.indebted(part, permits - part.permits()));
			}
			if (settled || decision.observed()) {
				this.notes.settled(key, decision, permits);
			}
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

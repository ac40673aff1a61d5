package dev.ratelimit.internal.limiter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.limiter.Acquisition.Step;
import org.jspecify.annotations.Nullable;

/**
 * Drives an {@link Acquisition} without holding a thread: after a step that is not over
 * at once, the thread that completes it goes on with the next. A result that is completed
 * from outside, such as by cancelling it, ends the call: a wait at once, a question to a
 * store when it is answered. What was spent is given back then.
 */
final class AsyncAcquisition {

	private final Acquisition call;

	private final LimiterCore core;

	private final TimeSource time;

	private final CompletableFuture<? super LimitDecision> result;

	private final Consumer<Acquisition> decided;

	private volatile @Nullable CompletableFuture<Void> delay;

	AsyncAcquisition(Acquisition call, LimiterCore core, TimeSource time,
			CompletableFuture<? super LimitDecision> result, Consumer<Acquisition> decided) {
		this.call = call;
		this.core = core;
		this.time = time;
		this.result = result;
		this.decided = decided;
	}

	/**
	 * Goes on from the answer to the first attempt.
	 * @param first the answer, perhaps still on its way; null to take the first step here
	 */
	void begin(@Nullable CompletionStage<LimitDecision> first) {
		try {
			if (first == null || isOver(first, this.call::attempted)) {
				advance();
			}
		}
		catch (RuntimeException ex) {
			this.call.end(false);
			throw ex;
		}
		if (!this.result.isDone()) {
			this.result.whenComplete((value, failure) -> stopWaiting());
		}
	}

	private void stopWaiting() {
		CompletableFuture<Void> delay = this.delay;
		if (delay != null) {
			delay.cancel(false);
		}
	}

	/** Goes on until a step is not over at once. */
	private void advance() {
		boolean over = true;
		while (over && this.call.step() != Step.DONE && !this.result.isDone()) {
			over = step();
		}
		if (over) {
			end();
		}
	}

	private boolean step() {
		String key = this.call.key();
		long permits = this.call.permits();
		long now = this.call.now();
		return switch (this.call.step()) {
			case ATTEMPT -> isOver(this.core.attemptAsync(key, permits, this.call.budget(), now), this.call::attempted);
			case LOOK -> isOver(this.core.peekAsync(key, now), this.call::looked);
			case RESERVE -> isOver(this.core.reserveAsync(key, permits, this.call.budget(), now), this.call::reserved);
			case WAIT -> {
				CompletableFuture<Void> delay = this.time.delay(this.call.waitNanos()).toCompletableFuture();
				this.delay = delay;
				endEarly(delay, this.call.woken());
				if (this.result.isDone()) {
					delay.cancel(false);
				}
				yield isOver(delay, (due) -> this.call.waited(this.time.nanos()));
			}
			case DONE -> true;
		};
	}

	/**
	 * Goes on asynchronously, as the thread that wakes this call has its own to finish.
	 */
	private static void endEarly(CompletableFuture<Void> delay, @Nullable CompletableFuture<Void> woken) {
		if (woken != null) {
			woken.thenRun(() -> delay.completeAsync(() -> null));
		}
	}

	private <T extends @Nullable Object> boolean isOver(CompletionStage<T> stage, Consumer<T> then) {
		CompletableFuture<T> future = stage.toCompletableFuture();
		if (Answers.isThere(future)) {
			then.accept(future.join());
			return true;
		}
		future.whenComplete((value, failure) -> goOn(value, failure, then));
		return false;
	}

	private <T extends @Nullable Object> void goOn(T value, @Nullable Throwable failure, Consumer<T> then) {
		try {
			if (failure == null) {
				then.accept(value);
				advance();
				return;
			}
		}
		catch (RuntimeException ex) {
			fail(ex);
			return;
		}
		fail(Answers.cause(failure));
	}

	private void fail(Throwable cause) {
		this.call.end(false);
		this.result.completeExceptionally(cause);
	}

	private void end() {
		boolean kept = !this.result.isDone();
		this.call.end(kept);
		if (kept) {
			this.decided.accept(this.call);
			if (!this.result.complete(this.call.decision())) {
				// Cancelled just after its turn had come
				this.call.giveBack();
			}
		}
	}

}

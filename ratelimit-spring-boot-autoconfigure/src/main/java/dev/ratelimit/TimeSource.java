package dev.ratelimit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one clock that algorithms, the local store and waiting read. Implementations must
 * be safe for use by many threads.
 */
@FunctionalInterface
public interface TimeSource {

	/**
	 * The time now.
	 * @return nanoseconds since the Unix epoch, from 0 up to the middle of 2115, never
	 * less than an earlier call returned
	 */
	long nanos();

	/**
	 * Waits on this clock. The default waits in real time and does not return early.
	 * @param nanos how long, in nanoseconds; nothing happens at 0 or below
	 * @throws InterruptedException if the thread is interrupted before or while waiting
	 */
	default void sleep(long nanos) throws InterruptedException {
		long deadline = System.nanoTime() + nanos;
		for (long left = nanos; left > 0; left = deadline - System.nanoTime()) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			LockSupport.parkNanos(left);
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	/**
	 * Waits on this clock until the time is over or a stage is complete, whichever comes
	 * first. The default looks at the stage from time to time, as it can only
	 * {@link #sleep(long) sleep}: a ninth of the time that it has waited may pass until
	 * it does. The clocks that ship are woken at once.
	 * @param nanos how long at most, in nanoseconds; nothing happens at 0 or below
	 * @param wake what ends the wait early, with a value or a failure
	 * @throws InterruptedException if the thread is interrupted before or while waiting
	 */
	default void sleep(long nanos, CompletionStage<?> wake) throws InterruptedException {
		CompletableFuture<?> woken = wake.toCompletableFuture();
		long slept = 0;
		while (slept < nanos && !woken.isDone()) {
			long next = Math.min(Math.max(slept / 8, 1_000_000), nanos - slept);
			sleep(next);
			slept += next;
		}
	}

	/**
	 * Waits on this clock without holding a thread. The default waits in real time, on
	 * the JDK's own timer, and does not complete early. Cancelling the stage, as a
	 * {@link CompletableFuture}, forgets it.
	 * @param nanos how long, in nanoseconds; at 0 or below it is over at once
	 * @return completed with null when the time is over, on a thread of the JDK's common
	 * pool
	 */
	default CompletionStage<Void> delay(long nanos) {
		CompletableFuture<Void> due = new CompletableFuture<>();
		if (nanos <= 0) {
			due.complete(null);
			return due;
		}
		CompletableFuture<Void> timer = new CompletableFuture<Void>().completeOnTimeout(null, nanos,
				TimeUnit.NANOSECONDS);
		timer.thenRunAsync(() -> due.complete(null));
		due.whenComplete((done, failure) -> timer.cancel(false));
		return due;
	}

	/**
	 * The system's monotonic clock, set to the epoch once, now. Later steps of the wall
	 * clock do not move it.
	 * @return a new time source on {@link System#nanoTime()}
	 */
	static TimeSource system() {
		return new SystemTimeSource();
	}

	/**
	 * A time source that never goes back, even if the given one does.
	 * @param source a time source
	 * @return that source itself where it is known to be steady, else one that holds it
	 * still when it goes back
	 */
	static TimeSource steady(TimeSource source) {
		boolean known = source instanceof SystemTimeSource || source instanceof ManualTimeSource
				|| source instanceof SteadyTimeSource;
		return known ? source : new SteadyTimeSource(source);
	}

}

package dev.ratelimit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The clock of algorithms, the local store and waiting. Implementations must be safe for
 * use by many threads.
 */
@FunctionalInterface
public interface TimeSource {

	/**
	 * Returns the time now.
	 * @return nanoseconds since the Unix epoch, from 0 up to the middle of 2115, never
	 * less than an earlier call returned
	 */
	long nanos();

	/**
	 * Waits on this clock. The default waits in real time and does not return early.
	 * @param nanos the time to wait, in nanoseconds; 0 or less returns at once
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
	 * first. The default can only {@link #sleep(long) sleep}, so it looks at the stage
	 * from time to time: it may return late by a ninth of the time that it has waited.
	 * The clocks of this package return at once.
	 * @param nanos the longest time to wait, in nanoseconds; 0 or less returns at once
	 * @param wake the stage that ends the wait early, with a value or a failure
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
	 * {@link CompletableFuture}, ends the wait.
	 * @param nanos the time to wait, in nanoseconds; with 0 or less the stage is complete
	 * @return a stage that completes with null when the time is over, on a thread of the
	 * JDK's common pool
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
	 * Creates a time source on the system's monotonic clock. It is set to the time of the
	 * wall clock once, now; later steps of the wall clock do not move it.
	 * @return a new time source on {@link System#nanoTime()}
	 */
	static TimeSource system() {
		return new SystemTimeSource();
	}

	/**
	 * Returns a time source that never goes back, even if the given one does.
	 * @param source a time source
	 * @return the source itself if it is known to be steady, else one that stands still
	 * while the source is behind
	 */
	static TimeSource steady(TimeSource source) {
		boolean known = source instanceof SystemTimeSource || source instanceof ManualTimeSource
				|| source instanceof SteadyTimeSource;
		return known ? source : new SteadyTimeSource(source);
	}

}

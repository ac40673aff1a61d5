package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The time of calls to a store elsewhere, with its timers and threads: those of the
 * machine and {@link System#nanoTime()}, which a simulation replaces by its own.
 */
public interface Clock {

	/** The JDK's default threads for asynchronous stages. */
	Executor THREADS = new CompletableFuture<>().defaultExecutor();

	/** The machine's. */
	Clock SYSTEM = new Clock() {

		@Override
		public long nanos() {
			return System.nanoTime();
		}

		@Override
		public void after(long nanos, Runnable action) {
			CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(action);
		}

	};

	/**
	 * Now, from an arbitrary origin.
	 * @return nanoseconds
	 */
	long nanos();

	/**
	 * Runs an action after a time, on a thread that may block.
	 * @param nanos how long to wait
	 * @param action what to do then
	 */
	void after(long nanos, Runnable action);

	/**
	 * Fails what is not there in time with a
	 * {@link java.util.concurrent.TimeoutException}.
	 * @param <T> what is awaited
	 * @param answer what is awaited
	 * @param nanos for how long
	 * @return the same answer
	 */
	default <T> CompletableFuture<T> within(CompletableFuture<T> answer, long nanos) {
		return answer.orTimeout(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Threads that may block.
	 * @return where to continue after an answer
	 */
	default Executor threads() {
		return THREADS;
	}

	/**
	 * A time at random, so that nodes do not act in step.
	 * @param least nanoseconds
	 * @param beyond nanoseconds, above the least
	 * @return nanoseconds, below {@code beyond}
	 */
	default long between(long least, long beyond) {
		return ThreadLocalRandom.current().nextLong(least, beyond);
	}

}

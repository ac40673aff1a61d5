package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The time of leases: that of {@link System#nanoTime()}, but where a simulation has its
 * own.
 */
public interface Clock {

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

}

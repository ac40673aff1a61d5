package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waiting for an answer no longer than until a time of a clock.
 */
final class Deadline {

	private Deadline() {
	}

	/**
	 * Waits, through interrupts: a decision does not wait long enough for them to matter.
	 */
	static <T> T await(CompletableFuture<T> answer, long deadline, Clock clock)
			throws ExecutionException, TimeoutException {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return answer.get(deadline - clock.nanos(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (TimeoutException ex) {
			answer.cancel(false);
			throw ex;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}

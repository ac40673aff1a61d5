package dev.ratelimit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The system's monotonic clock, set to the epoch once.
 */
final class SystemTimeSource implements TimeSource {

	private final long offset = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();

	@Override
	public long nanos() {
		return System.nanoTime() + this.offset;
	}

	@Override
	public void sleep(long nanos, CompletionStage<?> wake) throws InterruptedException {
		CompletableFuture<Boolean> woken = new CompletableFuture<>();
		wake.whenComplete((value, failure) -> woken.complete(true));
		try {
			woken.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			// The time is over
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

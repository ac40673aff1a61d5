package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import dev.ratelimit.internal.remote.Trip;

/**
 * The first trips, which in a cold JVM would take longer than a call may wait. They go to
 * many slots, to reach each master of a cluster.
 */
final class WarmUp {

	private static final int ROUNDS = 10;

	private static final int AT_ONCE = 10;

	private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private WarmUp() {
	}

	/**
	 * Makes the trips.
	 * @param trip the trip of a key, to be probed with
	 * @param timeoutNanos how long each may take; at least a second
	 */
	static void run(Function<String, Trip<?, ?>> trip, long timeoutNanos) throws ExecutionException, TimeoutException {
		long end = System.nanoTime() + ALL_NANOS;
		for (int round = 0; round < ROUNDS && System.nanoTime() - end < 0; round++) {
			List<CompletableFuture<?>> answers = new ArrayList<>();
			for (int i = 0; i < AT_ONCE; i++) {
				answers.add(trip.apply("warm-up " + round + "." + i).probe());
			}
			await(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)),
					Math.max(timeoutNanos, ALL_NANOS));
		}
	}

	/**
	 * Makes one trip, and makes its script known.
	 * @param trip the trip
	 */
	static void once(Trip<?, ?> trip) throws ExecutionException, TimeoutException {
		await(trip.probe(), ALL_NANOS);
	}

	private static void await(CompletableFuture<?> answer, long nanos) throws ExecutionException, TimeoutException {
		try {
			answer.get(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TimeoutException("interrupted");
		}
	}

}

package dev.ratelimit.internal.local;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Eight threads that do the same at the same time.
 */
final class Crowd implements AutoCloseable {

	static final int SIZE = 8;

	private final ExecutorService threads = Executors.newFixedThreadPool(SIZE, (work) -> {
		Thread thread = new Thread(work, "crowd");
		thread.setDaemon(true);
		return thread;
	});

	/** Has everybody do it; returns the sum of what they return. */
	long sum(Work work) throws Exception {
		CyclicBarrier start = new CyclicBarrier(SIZE);
		List<Future<Long>> results = new ArrayList<>();
		for (int i = 0; i < SIZE; i++) {
			SplittableRandom random = new SplittableRandom(i);
			results.add(this.threads.submit(() -> {
				start.await();
				return work.run(random);
			}));
		}
		long sum = 0;
		for (Future<Long> result : results) {
			sum += get(result);
		}
		return sum;
	}

	private static long get(Future<Long> result) throws InterruptedException, ExecutionException {
		try {
			return result.get(20, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError("somebody spins or blocks", ex);
		}
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/**
	 * What one of the crowd does.
	 */
	interface Work {

		long run(SplittableRandom random) throws Exception;

	}

}

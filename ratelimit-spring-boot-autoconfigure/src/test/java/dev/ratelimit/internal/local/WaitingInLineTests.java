package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads in line for permits in flight, on the system's clock. No hold is ever
 * over.
 */
@Timeout(60)
class WaitingInLineTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.concurrency("one", 1).maxHold(LONG).maxWaiting(1000).build(),
					Limit.concurrency("two", 2).maxHold(LONG).maxWaiting(1000).build()),
			Map.of(), null, TimeSource.system(), 10);

	@AfterEach
	void close() {
		this.limiters.close();
	}

	@Test
	void threadsLeaveInOrderOfArrivalEachWokenByTheOneBefore() throws InterruptedException {
		RateLimiter limiter = this.limiters.get("one");
		Decision held = limiter.tryAcquire("key");
		List<Integer> order = Collections.synchronizedList(new ArrayList<>());
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			int number = i;
			Thread thread = new Thread(() -> {
				try {
					Decision turn = limiter.acquire("key", 1, LONG);
					order.add(number);
					limiter.refund("key", turn);
				}
				catch (InterruptedException ex) {
					order.add(-1);
				}
			});
			thread.start();
			threads.add(thread);
			while (thread.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
		}
		assertThat(order).isEmpty();
		limiter.refund("key", held);
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
		assertThat(limiter.peek("key").remaining()).isOne();
	}

	@Test
	void manyCallersAreNeverMoreAtOnceAndNoneIsForgotten() throws Exception {
		RateLimiter limiter = this.limiters.get("two");
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		List<CompletableFuture<Void>> calls = new ArrayList<>();
		for (int i = 0; i < 400; i++) {
			calls.add(limiter.acquireAsync("key", 1, LONG).thenAccept((turn) -> {
				most.accumulateAndGet(inside.incrementAndGet(), Math::max);
				Thread.yield();
				inside.decrementAndGet();
				limiter.refund("key", turn);
			}).toCompletableFuture());
		}
		CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)).get(50, TimeUnit.SECONDS);
		assertThat(most).hasValueLessThanOrEqualTo(2);
		assertThat(limiter.peek("key").remaining()).isEqualTo(2);
	}

}

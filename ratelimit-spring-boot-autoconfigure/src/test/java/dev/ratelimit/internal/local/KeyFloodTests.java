package dev.ratelimit.internal.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.TermsInForce;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyFloodTests {

	/** How many keys are hot, and how many calls each of them has. */
	private static final int HOT = 10;

	/** What may be held beside the keys, with room for a collector's own. */
	private static final long MOST_GROWTH = 30L << 20;

	private static final int KEY_LENGTH = Integer.getInteger("flood.key-length", 0);

	@Test
	void anAbuserGetsNotOneCallMoreWhileStrangersPassAndTheHeapStaysBounded() throws Exception {
		StrangersFlood flood = StrangersFlood.run();
		assertThat(flood.admitted()).isEqualTo(100);
		assertThat(flood.growth()).isLessThan(StrangersFlood.MOST_GROWTH);
		assertThat(flood.keys()).isLessThanOrEqualTo(StrangersFlood.MAXIMUM_SIZE);
		assertThat(flood.evictions()).isBetween(StrangersFlood.STRANGERS - 2 * StrangersFlood.MAXIMUM_SIZE,
				(long) StrangersFlood.STRANGERS);
	}

	@Test
	void strangersOfWhomNothingCountsLeaveWithoutBeingForcedOut() throws InterruptedException {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1us");
		ManualTimeSource clock = new ManualTimeSource();
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, clock,
				StrangersFlood.MAXIMUM_SIZE)) {
			RateLimiter limiter = registry.get("api");
			for (int i = 0; i < 200_000; i++) {
				limiter.tryAcquire("stranger " + i);
				clock.sleep(1_000);
			}
			assertThat(registry.evictions("api")).isZero();
			assertThat(registry.keys("api")).isLessThanOrEqualTo(StrangersFlood.MAXIMUM_SIZE);
		}
	}

	/**
	 * At full speed on all cores for as long as is asked, with keys so long as is asked,
	 * and as many of them held as by default; see proof/README.md.
	 */
	@ParameterizedTest
	@EnumSource
	@EnabledIfSystemProperty(named = "flood.seconds", matches = "\\d+")
	void aFloodOfKeysNeitherFillsTheHeapNorFreesAHotKey(Algorithm algorithm) throws Exception {
		int threads = Runtime.getRuntime().availableProcessors();
		long nanos = TimeUnit.SECONDS.toNanos(Long.getLong("flood.seconds")) / Algorithm.values().length;
		Limit limit = Limit.of("api", algorithm, HOT + "/1d");
		KeyCapacity capacity = KeyCapacity.ofHeap(Runtime.getRuntime().maxMemory());
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(
				new TermsInForce(List.of(limit), Map.of()), null, new ManualTimeSource(), capacity, null)) {
			RateLimiter limiter = registry.get("api");
			long before = StrangersFlood.usedHeap();
			long until = System.nanoTime() + nanos;
			AtomicLongArray admitted = new AtomicLongArray(HOT);
			List<Future<Long>> floods = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				String prefix = "stranger " + i + " ";
				floods.add(executor.submit(() -> flood(limiter, prefix, until, admitted)));
			}
			long calls = 0;
			for (Future<Long> flood : floods) {
				calls += flood.get();
			}
			long growth = StrangersFlood.usedHeap() - before;
			System.out.printf(
					"%s: %,d calls by as many strangers, %,d keys held, %,d forgotten, heap grown by %,d KB of %,d KB%n",
					algorithm, calls, registry.keys("api"), registry.evictions("api"), growth >> 10,
					Runtime.getRuntime().maxMemory() >> 10);
			long once = (algorithm == Algorithm.LEAKY_BUCKET || algorithm == Algorithm.PACED_WINDOW) ? 1 : HOT;
			for (int hot = 0; hot < HOT; hot++) {
				assertThat(admitted.get(hot)).as("hot key %d", hot).isEqualTo(once);
			}
			assertThat(growth).isLessThan(capacity.bytes() + MOST_GROWTH);
			assertThat(registry.keys("api")).isLessThanOrEqualTo(capacity.of(new LimitTerms(limit, Map.of())));
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static long flood(RateLimiter limiter, String prefix, long until, AtomicLongArray admitted) {
		long calls = 0;
		while (System.nanoTime() < until) {
			for (int i = 0; i < 1_000; i++) {
				limiter.tryAcquire(key(prefix + calls++));
				if (i % 50 == 0) {
					int hot = (int) (calls / 50 % HOT);
					admitted.addAndGet(hot, limiter.tryAcquire(key("hot " + hot)).permits());
				}
			}
		}
		return calls;
	}

	/** As long as is asked, and different at its end. */
	private static String key(String name) {
		return "k".repeat(Math.max(KEY_LENGTH - name.length(), 0)) + name;
	}

}

package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server of which now and then an answer is late.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class LateAnswersTests {

	private static final int CALLERS = 8;

	private static final int CALLS = 150;

	/** Far longer than a busy machine takes to answer. */
	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	@Test
	void oneInAHundredIsNoOutageAndToldOnce(CapturedOutput output) throws InterruptedException {
		RedisSettings settings = new RedisSettings(Redis.prefix(), TIMEOUT, OnFailure.ALLOW, 0, "");
		AtomicInteger degraded = new AtomicInteger();
		AtomicInteger trips = new AtomicInteger();
		try (RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(
				List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "1000000/365d")), Map.of(), null, TimeSource.system(),
				1000, settings, null, new NowAndThenLate(Redis.runner(), trips))) {
			List<Thread> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				callers.add(new Thread(() -> {
					for (int call = 0; call < CALLS; call++) {
						degraded.addAndGet(registry.get("api").tryAcquire("key").degraded() ? 1 : 0);
					}
				}));
			}
			callers.forEach(Thread::start);
			for (Thread caller : callers) {
				caller.join();
			}
			// All callers may have waited for a trip whose answer is lost
			assertThat(degraded.get()).isBetween(1, trips.get() / 100 * CALLERS);
			assertThat(registry.degradation()).contains("no answer within 2000 ms");
		}
		assertThat(output).containsOnlyOnce("Redis cannot decide rate limits").doesNotContain("decides again");
	}

	/**
	 * Loses one answer in a hundred.
	 *
	 * @param runner makes the trips
	 * @param trips how many there were
	 */
	private record NowAndThenLate(ScriptRunner runner, AtomicInteger trips) implements ScriptRunner {

		@Override
		public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
			CompletableFuture<byte[]> answer = this.runner.runKnown(script, keys, arguments);
			return (this.trips.incrementAndGet() % 100 == 0) ? new CompletableFuture<>() : answer;
		}

		@Override
		public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
			return this.runner.run(script, keys, arguments);
		}

		@Override
		public CompletableFuture<Long> remove(byte[][] keys) {
			return this.runner.remove(keys);
		}

	}

}

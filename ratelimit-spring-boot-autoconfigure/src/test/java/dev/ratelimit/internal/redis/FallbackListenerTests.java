package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is told of calls that the fallback decides.
 */
class FallbackListenerTests {

	private final List<String> notes = new ArrayList<>();

	private final LimiterListener notebook = new LimiterListener() {

		@Override
		public void decided(String key, long permits, LimitDecision decision) {
			FallbackListenerTests.this.notes.add("decided" + (decision.degraded() ? ", degraded" : ""));
		}

		@Override
		public void evicted(String limit) {
			FallbackListenerTests.this.notes.add("evicted " + limit);
		}

		@Override
		public void unresolved(String limit) {
			FallbackListenerTests.this.notes.add("unresolved " + limit);
		}

		@Override
		public void failed() {
			FallbackListenerTests.this.notes.add("failed");
		}

	};

	private final ScriptRunner dead = new ScriptRunner() {

		@Override
		public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
			return CompletableFuture.failedFuture(new IllegalStateException("dead"));
		}

		@Override
		public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
			return CompletableFuture.failedFuture(new IllegalStateException("dead"));
		}

		@Override
		public CompletableFuture<Long> remove(byte[][] keys) {
			return CompletableFuture.failedFuture(new IllegalStateException("dead"));
		}

	};

	@Test
	void itsDecisionsAreToldOnceAndSoAreTheKeysItForgets() {
		try (RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(
				List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d")), Map.of(), null, new ManualTimeSource(), 1,
				new RedisSettings("ratelimit:", Duration.ofSeconds(1), OnFailure.LOCAL, 0, ""), this.notebook,
				this.dead)) {
			for (int i = 0; i < 50; i++) {
				registry.get("api").tryAcquire("key" + i);
			}
			assertThat(this.notes).filteredOn("decided, degraded"::equals).hasSize(50);
			assertThat(this.notes).filteredOn("failed"::equals).hasSize(50);
			assertThat(this.notes).contains("evicted api").doesNotContain("decided");
		}
	}

}

package dev.ratelimit.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.store.Recorder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a recorder is told: each decision once, after any wait.
 */
class RecorderTests {

	private final ManualTimeSource clock = new ManualTimeSource();

	private final List<String> notes = new ArrayList<>();

	private final Recorder notebook = new Recorder() {

		@Override
		public void decided(String key, Decision decision) {
			RecorderTests.this.notes
				.add("%s %s %s".formatted(key, decision.limit(), decision.allowed() ? "allowed" : "refused"));
		}

		@Override
		public void waited(Decision decision, long nanos) {
			RecorderTests.this.notes.add("waited " + nanos);
		}

		@Override
		public void evicted(String limit) {
			RecorderTests.this.notes.add("evicted " + limit);
		}

	};

	@Test
	void eachDecisionOnceWhateverWaitedForIt() throws InterruptedException {
		RateLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "1/10ns"), 10, this.notebook);
		limiter.tryAcquire("a");
		limiter.tryAcquire("a");
		limiter.acquire("a", 1, Duration.ofNanos(20));
		limiter.request("a", 1, Duration.ZERO);
		limiter.peek("a");
		assertThat(this.notes).containsExactly("a api allowed", "a api refused", "waited 10", "a api allowed",
				"a api refused");
	}

	@Test
	void aQueuedCallWaitsAndIsDecidedOnce() throws InterruptedException {
		RateLimiter limiter = limiter(Limit.of("api", Algorithm.LEAKY_BUCKET, "1/10ns"), 10, this.notebook);
		limiter.acquire("a");
		limiter.acquire("a");
		assertThat(this.notes).containsExactly("a api allowed", "waited 10", "a api allowed");
	}

	@Test
	void aKeyForcedOutIsReported() {
		RateLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d"), 1, this.notebook);
		for (int i = 0; i < 50; i++) {
			limiter.tryAcquire("key" + i);
		}
		assertThat(this.notes).contains("evicted api");
	}

	@Test
	void oneThatThrowsNeitherFailsTheCallNorSilencesTheNext() {
		Recorder broken = new Recorder() {

			@Override
			public void decided(String key, Decision decision) {
				throw new IllegalStateException("broken");
			}

		};
		RateLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d"), 1, broken, this.notebook);
		assertThat(limiter.tryAcquire("a").allowed()).isTrue();
		assertThat(this.notes).containsExactly("a api allowed");
	}

	private RateLimiter limiter(Limit limit, int maximumSize, Recorder... recorders) {
		@Nullable Recorder recorder = Recorder.of(List.of(recorders));
		return new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, this.clock, maximumSize, recorder)
			.get("api");
	}

}

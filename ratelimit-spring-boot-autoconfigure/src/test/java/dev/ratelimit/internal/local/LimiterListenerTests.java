package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a listener is told: each decision once, after any wait.
 */
class LimiterListenerTests {

	private final ManualTimeSource clock = new ManualTimeSource();

	private final List<String> notes = new ArrayList<>();

	private final LimiterListener notebook = new LimiterListener() {

		@Override
		public void decided(String key, long permits, LimitDecision decision) {
			LimiterListenerTests.this.notes
				.add("%s %s %s".formatted(key, decision.limit(), decision.allowed() ? "allowed" : "refused"));
		}

		@Override
		public void waited(LimitDecision decision, long nanos) {
			LimiterListenerTests.this.notes.add("waited " + nanos);
		}

		@Override
		public void evicted(String limit) {
			LimiterListenerTests.this.notes.add("evicted " + limit);
		}

	};

	@Test
	void eachDecisionOnceWhateverWaitedForIt() throws InterruptedException {
		StoreLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "1/10ns"), 10, this.notebook);
		limiter.tryAcquire("a");
		limiter.tryAcquire("a");
		limiter.acquire("a", 1, Duration.ofNanos(20));
		limiter.request("a", 1, Duration.ZERO, null);
		limiter.peek("a");
		assertThat(this.notes).containsExactly("a api allowed", "a api refused", "waited 10", "a api allowed",
				"a api refused");
	}

	@Test
	void aQueuedCallWaitsAndIsDecidedOnce() throws InterruptedException {
		StoreLimiter limiter = limiter(Limit.of("api", Algorithm.LEAKY_BUCKET, "1/10ns"), 10, this.notebook);
		limiter.acquire("a");
		limiter.acquire("a");
		assertThat(this.notes).containsExactly("a api allowed", "waited 10", "a api allowed");
	}

	@Test
	void aRefusedCallIsToldWithWhatItAskedFor() throws InterruptedException {
		List<Long> asked = new ArrayList<>();
		StoreLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "5/1d"), 10, new LimiterListener() {

			@Override
			public void decided(String key, long permits, LimitDecision decision) {
				asked.add(permits);
			}

		});
		limiter.tryAcquire("a", 4);
		limiter.tryAcquire("a", 3);
		limiter.request("a", 9, null, null);
		limiter.request("a", -1, null, null);
		limiter.requestAsync("a", 2, null, null);
		assertThat(asked).containsExactly(4L, 3L, 9L, 5L, 2L);
	}

	@Test
	void aKeyForcedOutIsReported() {
		StoreLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d"), 1, this.notebook);
		for (int i = 0; i < 50; i++) {
			limiter.tryAcquire("key" + i);
		}
		assertThat(this.notes).contains("evicted api");
	}

	@Test
	void aListenerThatThrowsNeitherFailsTheCallNorSilencesTheNext() {
		LimiterListener broken = new LimiterListener() {

			@Override
			public void decided(String key, long permits, LimitDecision decision) {
				throw new IllegalStateException("broken");
			}

		};
		StoreLimiter limiter = limiter(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d"), 1, broken, this.notebook);
		assertThat(limiter.tryAcquire("a").allowed()).isTrue();
		assertThat(this.notes).containsExactly("a api allowed");
	}

	private StoreLimiter limiter(Limit limit, int maximumSize, LimiterListener... listeners) {
		@Nullable LimiterListener listener = LimiterListener.of(List.of(listeners));
		return new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, this.clock, maximumSize, listener)
			.get("api");
	}

}

package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.remote.ManualClock;
import dev.ratelimit.internal.remote.OnFailure;
import io.lettuce.core.RedisConnectionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of permits fetched ahead when things change meanwhile.
 */
@Timeout(60)
class LeaseEndTests {

	private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "10000/10d");

	private static final int QUOTA = 10_000;

	private final String prefix = Redis.prefix();

	private final ManualTimeSource time = new ManualTimeSource();

	private final ManualClock clock = new ManualClock();

	private final AtomicBoolean away = new AtomicBoolean();

	@Test
	void anotherPlanEndsALease() {
		AtomicReference<String> rate = new AtomicReference<>("10000/10d");
		int calls;
		try (RedisRateLimiterRegistry node = node(500, (limit, key) -> limit.withRate(rate.get()))) {
			calls = callUntilLeased(node.get("api"));
			rate.set("10/10d");
			this.time.advance(Duration.ofSeconds(11));
			Decision next = node.get("api").tryAcquire("hot");
			assertThat(next.quota()).isEqualTo(10);
			assertThat(next.allowed()).isFalse();
		}
		assertThat(remaining("hot")).isEqualTo(QUOTA - calls);
	}

	@Test
	void aCallOnAnotherPlanEndsALeaseAndFindsWhatWasSpent() {
		RedisSettings settings = new RedisSettings(this.prefix, Duration.ofSeconds(20), OnFailure.DENY, 500, "");
		LimitTerms terms = new LimitTerms(LIMIT, Map.of(), Map.of("pro", LIMIT.withRate("20000/10d")));
		int calls;
		try (RedisRateLimiterRegistry node = new RedisRateLimiterRegistry(List.of(terms), null, this.time, 1000,
				settings, null, new Interrupted(Redis.runner(), this.away), this.clock)) {
			calls = callUntilLeased(node.get("api"));
			Decision onPlan = node.get("api").withPlan("pro").tryAcquire("hot");
			assertThat(onPlan.quota()).isEqualTo(2 * QUOTA);
			assertThat(onPlan.remaining()).isEqualTo(2 * QUOTA - calls - 1);
			node.get("api").withPlan("pro").reset("hot");
			assertThat(node.get("api").tryAcquire("hot").remaining()).isEqualTo(QUOTA - 1);
		}
	}

	@Test
	void aChangeAtRunTimeGivesLeasesBackAtOnce() {
		try (RedisRateLimiterRegistry node = node(500, null)) {
			int calls = callUntilLeased(node.get("api"));
			node.change(List.of(LIMIT.withRate("20000/10d")), Map.of());
			assertThat(remaining("hot")).isEqualTo(QUOTA - calls);
		}
	}

	@Test
	void aLeaseFromBeforeAnOutageIsSpentButNotGivenBack() {
		long before;
		try (RedisRateLimiterRegistry node = node(500, null)) {
			callUntilLeased(node.get("api"));
			before = remaining("hot");
			this.away.set(true);
			assertThat(node.get("api").tryAcquire("cold").degraded()).isTrue();
			assertThat(node.get("api").tryAcquire("hot").degraded()).isFalse();
			this.away.set(false);
			while (node.get("api").tryAcquire("cold").degraded()) {
				// The time for the next probe has come
				this.clock.advance(200_000_000);
				LockSupport.parkNanos(1_000_000);
			}
		}
		// Redis may have lost the charge meanwhile
		assertThat(remaining("hot")).isEqualTo(before);
	}

	@Test
	void resetForgetsALease() {
		try (RedisRateLimiterRegistry node = node(500, null)) {
			callUntilLeased(node.get("api"));
			node.get("api").reset("hot");
			assertThat(node.get("api").tryAcquire("hot").remaining()).isEqualTo(QUOTA - 1);
		}
		assertThat(remaining("hot")).isEqualTo(QUOTA - 1);
	}

	/** Until more is charged than was asked for; answers how much was asked for. */
	private int callUntilLeased(RateLimiter limiter) {
		int calls = 0;
		do {
			for (int i = 0; i < 20; i++) {
				assertThat(limiter.tryAcquire("hot").allowed()).isTrue();
				calls++;
			}
		}
		while (remaining("hot") == QUOTA - calls);
		return calls;
	}

	private long remaining(String key) {
		try (RedisRateLimiterRegistry other = node(0, null)) {
			return other.get("api").peek(key).remaining();
		}
	}

	private RedisRateLimiterRegistry node(int lease, @Nullable LimitResolver resolver) {
		RedisSettings settings = new RedisSettings(this.prefix, Duration.ofSeconds(20), OnFailure.DENY, lease, "");
		return new RedisRateLimiterRegistry(TermsInForce.withOverrides(List.of(LIMIT), Map.of()), resolver, this.time,
				1000, settings, null, new Interrupted(Redis.runner(), this.away), this.clock);
	}

	/**
	 * A way to Redis that can be cut.
	 */
	private record Interrupted(ScriptRunner runner, AtomicBoolean away) implements ScriptRunner {

		@Override
		public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
			return this.away.get() ? cut() : this.runner.runKnown(script, keys, arguments);
		}

		@Override
		public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
			return this.away.get() ? cut() : this.runner.run(script, keys, arguments);
		}

		@Override
		public CompletableFuture<Long> remove(byte[][] keys) {
			return this.away.get() ? cut() : this.runner.remove(keys);
		}

		private static <T> CompletableFuture<T> cut() {
			return CompletableFuture.failedFuture(new RedisConnectionException("cut"));
		}

	}

}

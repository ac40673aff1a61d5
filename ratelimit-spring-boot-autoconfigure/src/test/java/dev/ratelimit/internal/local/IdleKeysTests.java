package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdleKeysTests {

	private final ManualTimeSource clock = new ManualTimeSource();

	@ParameterizedTest
	@EnumSource
	void aKeyIsDroppedOnceItEqualsANewOneAndNotBefore(Algorithm algorithm) {
		try (LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "7/1h"))) {
			StoreLimiter limiter = registry.get("api");
			for (int i = 0; i < 100; i++) {
				limiter.tryAcquire("key " + i);
			}
			Duration reset = limiter.peek("key 0").resetAfter();
			this.clock.advance(reset.minusNanos(1));
			registry.sweep();
			assertThat(registry.keys("api")).isEqualTo(100);
			assertThat(limiter.peek("key 0").resetAfter()).hasNanos(1);
			this.clock.advance(Duration.ofNanos(1));
			registry.sweep();
			assertThat(registry.keys("api")).isZero();
			assertThat(registry.evictions("api")).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PACED_WINDOW")
	void aKeyOfWhichAllWasRefundedIsDroppedAtOnce(Algorithm algorithm) {
		try (LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "7/1h"))) {
			StoreLimiter limiter = registry.get("api");
			limiter.refund("key", limiter.tryAcquire("key"));
			registry.sweep();
			assertThat(registry.keys("api")).isZero();
		}
	}

	@Test
	void aBucketThatBeganLowIsRememberedForADayAfterItIsFull() {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s").withInitial(0L);
		try (LocalRateLimiterRegistry registry = registry(limit)) {
			StoreLimiter limiter = registry.get("api");
			assertThat(limiter.tryAcquire("key").allowed()).isFalse();
			this.clock.advance(Duration.ofDays(1).plusSeconds(10).minusNanos(1));
			registry.sweep();
			assertThat(limiter.peek("key").remaining()).isEqualTo(10);
			this.clock.advance(Duration.ofNanos(1));
			registry.sweep();
			assertThat(limiter.peek("key").remaining()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void lookingKeepsNoKey(Algorithm algorithm) throws InterruptedException {
		try (LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "7/1h"))) {
			StoreLimiter limiter = registry.get("api");
			limiter.peek("a");
			limiter.tryAcquire("b", 0);
			limiter.request("c", 8, null, null);
			limiter.refund("d", limiter.tryAcquire("e"));
			limiter.reset("f");
			assertThat(registry.keys("api")).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, Long.MIN_VALUE, 8, Long.MAX_VALUE })
	void anIllegalCostKeepsNoKey(long permits) {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "7/1h");
		Limit other = Limit.of("other", Algorithm.FIXED_WINDOW, "7/1h");
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit, other), Map.of(), null,
				this.clock, 1_000_000)) {
			for (StoreLimiter limiter : List.of(registry.get("api"), registry.all("other", "api"))) {
				assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("a", permits));
				assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquire("b", permits, Duration.ZERO));
			}
			assertThat(registry.keys("api")).isZero();
			assertThat(registry.keys("other")).isZero();
		}
	}

	private LocalRateLimiterRegistry registry(Limit limit) {
		return new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, this.clock, 1_000_000);
	}

}

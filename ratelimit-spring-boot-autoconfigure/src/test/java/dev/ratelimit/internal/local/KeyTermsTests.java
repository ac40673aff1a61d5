package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Overrides, and plans from a resolver.
 */
class KeyTermsTests {

	private static final Limit BUCKET = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/1h");

	private final ManualTimeSource clock = new ManualTimeSource();

	private final ChangingPlans plans = new ChangingPlans(this.clock);

	@Test
	void aKeyMayHaveItsOwnRateCapacityAndInitial() {
		Map<String, Limit> overrides = Map.of("vip", BUCKET.withRate("20/1h"), "saver", BUCKET.withCapacity(15L), "new",
				BUCKET.withInitial(2L));
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(BUCKET), Map.of("api", overrides),
				null, this.clock, 100)) {
			StoreLimiter limiter = registry.get("api");
			assertThat(limiter.tryAcquire("vip", 20).policy()).isEqualTo(overrides.get("vip"));
			assertThat(limiter.tryAcquire("saver", 15).allowed()).isTrue();
			assertThat(limiter.tryAcquire("new", 2).remaining()).isZero();
			assertThat(limiter.tryAcquire("anybody", 10).policy()).isEqualTo(BUCKET);
			assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("vip", 21));
			assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("anybody", 11));
			assertThat(limiter.peek("vip").resetAfter()).hasHours(1);
			assertThat(registry.overrides("api")).isEqualTo(overrides);
			assertThat(registry.limits()).containsEntry("api", BUCKET);
		}
	}

	@Test
	void theResolverGoesBeforeTheOverrideAndTheOverrideBeforeTheLimit() {
		StoreLimiter limiter = this.plans.limiter(BUCKET);
		assertThat(limiter.peek("vip").quota()).isEqualTo(20);
		assertThat(limiter.peek("anybody").quota()).isEqualTo(10);
		this.plans.resolved = BUCKET.withRate("50/1h");
		assertThat(limiter.peek("other").quota()).isEqualTo(50);
		limiter.reset("vip");
		assertThat(limiter.tryAcquire("vip").quota()).isEqualTo(50);
	}

	@ParameterizedTest
	@EnumSource
	void aResolverThatThrowsLeavesTheLastKnownOrTheConfiguredLimit(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		this.plans.failing = true;
		assertThat(limiter.tryAcquire("early").quota()).isEqualTo(10);
		assertThat(limiter.tryAcquire("vip").quota()).isEqualTo(20);
		this.plans.failing = false;
		this.plans.resolved = limit.withRate("50/1h");
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(50);
		this.plans.failing = true;
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(50);
	}

	@Test
	void aPlanOfAnotherNameOrAlgorithmIsAFailureToo() {
		StoreLimiter limiter = this.plans.limiter(BUCKET);
		this.plans.resolved = Limit.of("api", Algorithm.FIXED_WINDOW, "50/1h");
		assertThat(limiter.tryAcquire("a").quota()).isEqualTo(10);
		this.plans.resolved = Limit.of("other", Algorithm.TOKEN_BUCKET, "50/1h");
		assertThat(limiter.tryAcquire("b").quota()).isEqualTo(10);
	}

	@Test
	void theResolverIsAskedForAKeyOnceInTenSeconds() {
		StoreLimiter limiter = this.plans.limiter(BUCKET);
		this.plans.resolved = BUCKET.withRate("50/1h");
		for (int second = 0; second < 30; second++) {
			limiter.tryAcquire("key");
			limiter.tryAcquire("key");
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.plans.asked).hasValue(3);
	}

	@Test
	void aResolverMayChooseAnotherCapacityAndInitial() {
		StoreLimiter limiter = this.plans.limiter(BUCKET);
		this.plans.resolved = BUCKET.withCapacity(30L).withInitial(4L);
		Decision first = limiter.tryAcquire("key", 4);
		assertThat(first.quota()).isEqualTo(30);
		assertThat(first.remaining()).isZero();
	}

}

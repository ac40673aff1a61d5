package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Overrides, and plans from a resolver.
 */
class KeyTermsTests {

	private static final Limit BUCKET = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/1h");

	private final ManualTimeSource clock = new ManualTimeSource();

	/** What the resolver answers; thrown instead if it cannot be a limit. */
	private volatile @Nullable Limit resolved;

	private volatile boolean failing;

	private final AtomicInteger asked = new AtomicInteger();

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
		StoreLimiter limiter = resolving(BUCKET);
		assertThat(limiter.peek("vip").quota()).isEqualTo(20);
		assertThat(limiter.peek("anybody").quota()).isEqualTo(10);
		this.resolved = BUCKET.withRate("50/1h");
		assertThat(limiter.peek("other").quota()).isEqualTo(50);
		limiter.reset("vip");
		assertThat(limiter.tryAcquire("vip").quota()).isEqualTo(50);
	}

	@ParameterizedTest
	@CsvSource({ "FIXED_WINDOW, 20, 13", "FIXED_WINDOW, 5, 0", "SLIDING_WINDOW_LOG, 20, 13", "SLIDING_WINDOW_LOG, 5, 0",
			"SLIDING_WINDOW_COUNTER, 20, 13", "SLIDING_WINDOW_COUNTER, 5, 0" })
	void aWindowKeepsItsCountWhenThePlanChanges(Algorithm algorithm, long permits, long remaining) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = resolving(limit);
		limiter.tryAcquire("key", 7);
		Duration reset = limiter.peek("key").resetAfter();
		this.resolved = limit.withRate(permits + "/1h");
		Decision changed = afterTenSeconds(limiter, 3);
		assertThat(changed.remaining()).isEqualTo(remaining);
		assertThat(changed.allowed()).isEqualTo(remaining > 0);
		assertThat(changed.resetAfter()).isEqualTo(reset.minusSeconds(10));
	}

	@ParameterizedTest
	@EnumSource(names = { "FIXED_WINDOW", "SLIDING_WINDOW_COUNTER", "SLIDING_WINDOW_LOG" })
	void aSmallerPlanForgetsNothingThatWasSpentAboveIt(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = resolving(limit);
		limiter.tryAcquire("key", 8);
		this.resolved = limit.withRate("5/1h");
		afterTenSeconds(limiter, 2);
		this.resolved = limit;
		assertThat(afterTenSeconds(limiter, 0).remaining()).isEqualTo(2);
	}

	/** Between two changes a plan grants what it would grant a new key, at most. */
	@ParameterizedTest
	@EnumSource
	void howeverPlansChangeNoneGrantsMoreThanItsOwn(Algorithm algorithm) {
		List<Limit> plans = List.of(Limit.of("api", algorithm, "10/1h"), Limit.of("api", algorithm, "3/1m"),
				Limit.of("api", algorithm, "40/10s"));
		StoreLimiter limiter = resolving(plans.get(0));
		SplittableRandom random = new SplittableRandom(1);
		for (int change = 0; change < 500; change++) {
			Limit next = plans.get(random.nextInt(plans.size()));
			this.resolved = next;
			this.clock.advance(Duration.ofSeconds(10));
			long admitted = 0;
			while (limiter.tryAcquire("key").allowed()) {
				admitted++;
			}
			assertThat(admitted).isLessThanOrEqualTo(next.quota());
		}
	}

	@Test
	void aPacedWindowKeepsItsBeginAndItsCountWhenThePlanChanges() {
		Limit limit = Limit.of("api", Algorithm.PACED_WINDOW, "10/1h");
		StoreLimiter limiter = resolving(limit);
		limiter.tryAcquire("key");
		this.clock.advance(Duration.ofMinutes(30));
		limiter.tryAcquire("key");
		this.resolved = limit.withRate("20/1h");
		Decision changed = afterTenSeconds(limiter, 4);
		assertThat(changed.remaining()).isEqualTo(11 - 2);
		assertThat(changed.resetAfter()).isEqualTo(Duration.ofMinutes(30).minusSeconds(10));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	void aChargeOfAWindowUnderTheOldPlanCanBeRefunded(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = resolving(limit);
		Decision decision = limiter.tryAcquire("key");
		this.resolved = limit.withRate("20/1h");
		afterTenSeconds(limiter, (algorithm == Algorithm.PACED_WINDOW) ? 0 : 9);
		limiter.refund("key", decision);
		assertThat(limiter.peek("key").resetAfter()).isZero();
	}

	/** After 12 minutes 8 of the 10 before still count, though only 5 did meanwhile. */
	@Test
	void aSmallerPlanForgetsNothingOfTheWindowBefore() {
		Limit limit = Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "10/1h");
		StoreLimiter limiter = resolving(limit);
		limiter.tryAcquire("key", 10);
		this.clock.advance(Duration.ofHours(1));
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		this.resolved = limit.withRate("5/1h");
		assertThat(afterTenSeconds(limiter, 0).quota()).isEqualTo(5);
		this.resolved = limit;
		this.clock.advance(Duration.ofMinutes(12).minusSeconds(10));
		assertThat(limiter.peek("key").remaining()).isEqualTo(2);
	}

	/** 7 of 10 an hour are back after 42 minutes, of which 10 s have passed. */
	@ParameterizedTest
	@CsvSource({ "20/1h, 6, 2510", "5/1h, 1, 2510", "10/1m, 0, 60", "7/1h, 2, 2510" })
	void aTokenBucketKeepsItsTimeUntilFullWhenThePlanChanges(String rate, long remaining, long resetSeconds) {
		StoreLimiter limiter = resolving(BUCKET);
		limiter.tryAcquire("key", 7);
		this.resolved = BUCKET.withRate(rate);
		Decision changed = afterTenSeconds(limiter, 3);
		assertThat(changed.resetAfter()).hasSeconds(resetSeconds);
		assertThat(changed.remaining()).isEqualTo(remaining);
	}

	/** What was spent is there again in two hours, of which 10 s have passed. */
	@ParameterizedTest
	@CsvSource({ "10/1h, 30, 15, 7190", "10/1h, 20, 5, 7190", "10/1h, 12, 0, 7190", "7/1h, 20, 6, 7190",
			"25/1h, 30, 0, 7190", "10/1m, 30, 0, 170" })
	void aBucketRefilledByIntervalKeepsItsTimeUntilFullWhenThePlanChanges(String rate, long capacity, long remaining,
			long resetSeconds) {
		Limit limit = BUCKET.withRefill(Refill.INTERVAL).withCapacity(25L);
		StoreLimiter limiter = resolving(limit);
		limiter.tryAcquire("key", 15);
		this.resolved = limit.withCapacity(capacity).withRate(rate);
		Decision changed = afterTenSeconds(limiter, 10);
		assertThat(changed.resetAfter()).hasSeconds(resetSeconds);
		assertThat(changed.remaining()).isEqualTo(remaining);
	}

	/** A key that is full is not new: it does not begin low because its plan now does. */
	@Test
	void aFullBucketStaysFullOnAPlanThatBeginsLow() {
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(BUCKET), Map.of(),
				(configured, key) -> this.resolved, this.clock, 100)) {
			StoreLimiter limiter = registry.get("api");
			limiter.tryAcquire("key");
			this.resolved = BUCKET.withInitial(0L);
			this.clock.advance(Duration.ofHours(2));
			assertThat(limiter.peek("key").remaining()).isEqualTo(10);
			registry.sweep();
			assertThat(limiter.peek("key").remaining()).isEqualTo(10);
			assertThat(limiter.peek("new").remaining()).isZero();
			this.clock.advance(Duration.ofDays(1));
			registry.sweep();
			assertThat(limiter.peek("key").remaining()).isZero();
		}
	}

	@Test
	void aLeakyBucketKeepsItsWaitWhenThePlanChanges() {
		Limit limit = Limit.of("api", Algorithm.LEAKY_BUCKET, "10/1h");
		StoreLimiter limiter = resolving(limit);
		limiter.tryAcquire("key", 5);
		this.resolved = limit.withRate("20/1h");
		assertThat(afterTenSeconds(limiter, 0).retryAfter()).isEqualTo(Duration.ofMinutes(30).minusSeconds(10));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	void aPlanThatShrinksWhileSomebodyWaitsForMoreRefusesHim(Algorithm algorithm) throws InterruptedException {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = resolving(limit);
		while (limiter.tryAcquire("key").allowed()) {
			this.clock.advance(Duration.ofNanos(1));
		}
		this.resolved = limit.withRate("5/1h");
		Decision refused = limiter.acquire("key", 8, Duration.ofDays(1));
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.permits()).isZero();
		assertThat(refused.quota()).isEqualTo(5);
		assertThat(refused.retryAfter()).isEqualTo(refused.resetAfter());
	}

	@ParameterizedTest
	@EnumSource
	void aResolverThatThrowsLeavesTheLastKnownOrTheConfiguredLimit(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = resolving(limit);
		this.failing = true;
		assertThat(limiter.tryAcquire("early").quota()).isEqualTo(10);
		assertThat(limiter.tryAcquire("vip").quota()).isEqualTo(20);
		this.failing = false;
		this.resolved = limit.withRate("50/1h");
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(50);
		this.failing = true;
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(50);
	}

	@Test
	void aPlanOfAnotherNameOrAlgorithmIsAFailureToo() {
		StoreLimiter limiter = resolving(BUCKET);
		this.resolved = Limit.of("api", Algorithm.FIXED_WINDOW, "50/1h");
		assertThat(limiter.tryAcquire("a").quota()).isEqualTo(10);
		this.resolved = Limit.of("other", Algorithm.TOKEN_BUCKET, "50/1h");
		assertThat(limiter.tryAcquire("b").quota()).isEqualTo(10);
	}

	@Test
	void theResolverIsAskedForAKeyOnceInTenSeconds() {
		StoreLimiter limiter = resolving(BUCKET);
		this.resolved = BUCKET.withRate("50/1h");
		for (int second = 0; second < 30; second++) {
			limiter.tryAcquire("key");
			limiter.tryAcquire("key");
			this.clock.advance(Duration.ofSeconds(1));
		}
		assertThat(this.asked).hasValue(3);
	}

	@Test
	void aResolverMayChooseAnotherCapacityAndInitial() {
		StoreLimiter limiter = resolving(BUCKET);
		this.resolved = BUCKET.withCapacity(30L).withInitial(4L);
		Decision first = limiter.tryAcquire("key", 4);
		assertThat(first.quota()).isEqualTo(30);
		assertThat(first.remaining()).isZero();
	}

	private Decision afterTenSeconds(StoreLimiter limiter, long remainingBefore) {
		this.clock.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(limiter.peek("key").remaining()).isEqualTo(remainingBefore);
		this.clock.advance(Duration.ofNanos(1));
		return limiter.peek("key");
	}

	private StoreLimiter resolving(Limit limit) {
		LimitResolver resolver = (configured, key) -> {
			this.asked.incrementAndGet();
			assertThat(configured).isEqualTo(limit);
			if (this.failing) {
				throw new IllegalStateException("no database");
			}
			return this.resolved;
		};
		Map<String, Limit> overrides = Map.of("vip", limit.withRate("20/1h"));
		return new LocalRateLimiterRegistry(List.of(limit), Map.of("api", overrides), resolver, this.clock, 100)
			.get("api");
	}

}

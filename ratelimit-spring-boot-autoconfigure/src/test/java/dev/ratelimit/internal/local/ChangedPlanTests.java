package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a key has spent, when a resolver chooses another plan for it.
 */
class ChangedPlanTests {

	private static final Limit BUCKET = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/1h");

	private final ManualTimeSource clock = new ManualTimeSource();

	private final ChangingPlans plans = new ChangingPlans(this.clock);

	@ParameterizedTest
	@CsvSource({ "FIXED_WINDOW, 20, 13", "FIXED_WINDOW, 5, 0", "SLIDING_WINDOW_LOG, 20, 13", "SLIDING_WINDOW_LOG, 5, 0",
			"SLIDING_WINDOW_COUNTER, 20, 13", "SLIDING_WINDOW_COUNTER, 5, 0" })
	void aWindowKeepsItsCountWhenThePlanChanges(Algorithm algorithm, long permits, long remaining) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key", 7);
		Duration reset = limiter.peek("key").resetAfter();
		this.plans.resolved = limit.withRate(permits + "/1h");
		Decision changed = afterTenSeconds(limiter, 3);
		assertThat(changed.remaining()).isEqualTo(remaining);
		assertThat(changed.allowed()).isEqualTo(remaining > 0);
		assertThat(changed.resetAfter()).isEqualTo(reset.minusSeconds(10));
	}

	@Test
	void aResetMakesTheNewPlanHoldAtOnce() {
		StoreLimiter limiter = this.plans.limiter(BUCKET);
		limiter.tryAcquire("key", 7);
		this.plans.resolved = BUCKET.withRate("20/1h");
		assertThat(limiter.tryAcquire("key", 4).allowed()).isFalse();
		limiter.reset("key");
		assertThat(limiter.tryAcquire("key", 4).remaining()).isEqualTo(16);
	}

	@ParameterizedTest
	@EnumSource(names = { "FIXED_WINDOW", "SLIDING_WINDOW_COUNTER", "SLIDING_WINDOW_LOG" })
	void aSmallerPlanForgetsNothingThatWasSpentAboveIt(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key", 8);
		this.plans.resolved = limit.withRate("5/1h");
		afterTenSeconds(limiter, 2);
		this.plans.resolved = limit;
		assertThat(afterTenSeconds(limiter, 0).remaining()).isEqualTo(2);
	}

	/** Between two changes a plan grants what it would grant a new key, at most. */
	@ParameterizedTest
	@EnumSource
	void howeverPlansChangeNoneGrantsMoreThanItsOwn(Algorithm algorithm) {
		List<Limit> plans = List.of(Limit.of("api", algorithm, "10/1h"), Limit.of("api", algorithm, "3/1m"),
				Limit.of("api", algorithm, "40/10s"));
		StoreLimiter limiter = this.plans.limiter(plans.get(0));
		SplittableRandom random = new SplittableRandom(1);
		for (int change = 0; change < 500; change++) {
			Limit next = plans.get(random.nextInt(plans.size()));
			this.plans.resolved = next;
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
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key");
		this.clock.advance(Duration.ofMinutes(30));
		limiter.tryAcquire("key");
		this.plans.resolved = limit.withRate("20/1h");
		Decision changed = afterTenSeconds(limiter, 4);
		assertThat(changed.remaining()).isEqualTo(11 - 2);
		assertThat(changed.resetAfter()).isEqualTo(Duration.ofMinutes(30).minusSeconds(10));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	void aChargeOfAWindowUnderTheOldPlanCanBeRefunded(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		Decision decision = limiter.tryAcquire("key");
		this.plans.resolved = limit.withRate("20/1h");
		afterTenSeconds(limiter, (algorithm == Algorithm.PACED_WINDOW) ? 0 : 9);
		limiter.refund("key", decision);
		assertThat(limiter.peek("key").resetAfter()).isZero();
	}

	/** After 12 minutes 8 of the 10 before still count, though only 5 did meanwhile. */
	@Test
	void aSmallerPlanForgetsNothingOfTheWindowBefore() {
		Limit limit = Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "10/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key", 10);
		this.clock.advance(Duration.ofHours(1));
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		this.plans.resolved = limit.withRate("5/1h");
		assertThat(afterTenSeconds(limiter, 0).quota()).isEqualTo(5);
		this.plans.resolved = limit;
		this.clock.advance(Duration.ofMinutes(12).minusSeconds(10));
		assertThat(limiter.peek("key").remaining()).isEqualTo(2);
	}

	/** The window before has more than the words of the smaller plan hold. */
	@Test
	void aSmallerPlanForgetsNothingOnceAWindowHasBegun() {
		Limit limit = Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "100000/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key", 100_000);
		this.clock.advance(Duration.ofMinutes(90).minusSeconds(10));
		assertThat(limiter.tryAcquire("key").allowed()).isTrue();
		this.plans.resolved = limit.withRate("5/1h");
		assertThat(afterTenSeconds(limiter, 49_998).quota()).isEqualTo(5);
		this.plans.resolved = limit;
		this.clock.advance(Duration.ofMinutes(6));
		assertThat(limiter.peek("key").remaining()).isEqualTo(59_999);
	}

	/** 7 of 10 an hour are back after 42 minutes, of which 10 s have passed. */
	@ParameterizedTest
	@CsvSource({ "20/1h, 6, 2510", "5/1h, 1, 2510", "10/1m, 0, 60", "7/1h, 2, 2510" })
	void aTokenBucketKeepsItsTimeUntilFullWhenThePlanChanges(String rate, long remaining, long resetSeconds) {
		StoreLimiter limiter = this.plans.limiter(BUCKET);
		limiter.tryAcquire("key", 7);
		this.plans.resolved = BUCKET.withRate(rate);
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
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key", 15);
		this.plans.resolved = limit.withCapacity(capacity).withRate(rate);
		Decision changed = afterTenSeconds(limiter, 10);
		assertThat(changed.resetAfter()).hasSeconds(resetSeconds);
		assertThat(changed.remaining()).isEqualTo(remaining);
	}

	/** A key that is full is not new: it does not begin low because its plan now does. */
	@Test
	void aFullBucketStaysFullOnAPlanThatBeginsLow() {
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(BUCKET), Map.of(),
				(configured, key) -> this.plans.resolved, this.clock, 100)) {
			StoreLimiter limiter = registry.get("api");
			limiter.tryAcquire("key");
			this.plans.resolved = BUCKET.withInitial(0L);
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
		StoreLimiter limiter = this.plans.limiter(limit);
		limiter.tryAcquire("key", 5);
		this.plans.resolved = limit.withRate("20/1h");
		assertThat(afterTenSeconds(limiter, 0).retryAfter()).isEqualTo(Duration.ofMinutes(30).minusSeconds(10));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	void aPlanThatShrinksWhileSomebodyWaitsForMoreRefusesHim(Algorithm algorithm) throws InterruptedException {
		Limit limit = Limit.of("api", algorithm, "10/1h");
		StoreLimiter limiter = this.plans.limiter(limit);
		while (limiter.tryAcquire("key").allowed()) {
			this.clock.advance(Duration.ofNanos(1));
		}
		this.plans.resolved = limit.withRate("5/1h");
		Decision refused = limiter.acquire("key", 8, Duration.ofDays(1));
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.permits()).isZero();
		assertThat(refused.quota()).isEqualTo(5);
		assertThat(refused.retryAfter()).isEqualTo(refused.resetAfter());
	}

	private Decision afterTenSeconds(StoreLimiter limiter, long remainingBefore) {
		this.clock.advance(Duration.ofSeconds(10).minusNanos(1));
		assertThat(limiter.peek("key").remaining()).isEqualTo(remainingBefore);
		this.clock.advance(Duration.ofNanos(1));
		return limiter.peek("key");
	}

}

package dev.ratelimit.contract;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Costs that were computed.
 */
interface RequestContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void aNegativeCostIsTheWholeQuota(Algorithm algorithm) throws InterruptedException {
		for (long cost : new long[] { -1, Long.MIN_VALUE }) {
			Clock clock = new Clock();
			RateLimiter limiter = limiter(clock, algorithm);
			Store.open(clock, limiter, algorithm, KEY);
			Decision decision = StoreLimiter.of(limiter).request(KEY, cost, null, null);
			assertThat(decision.allowed()).isTrue();
			assertThat(decision.permits()).isEqualTo(QUOTA);
			assertThat(StoreLimiter.of(limiter).request(KEY, 1, null, null).allowed()).isFalse();
		}
	}

	@Test
	default void aNegativeCostOfSeveralLimitsIsTheLeastQuota() throws InterruptedException {
		RateLimiterRegistry registry = registry(new Clock(), List.of(Limit.of("roomy", Algorithm.TOKEN_BUCKET, "20/1h"),
				Limit.of("tight", Algorithm.FIXED_WINDOW, "7/1h")));
		Decision decision = StoreLimiter.of(registry.all("roomy", "tight")).request(KEY, -1, null, null);
		assertThat(decision.parts()).extracting(Decision::permits).containsExactly(7L, 7L);
		assertThat(registry.get("roomy").peek(KEY).remaining()).isEqualTo(13);
	}

	@ParameterizedTest
	@EnumSource
	default void aCostOfZeroLooks(Algorithm algorithm) throws InterruptedException {
		RateLimiter limiter = limiter(new Clock(), algorithm);
		assertThat(StoreLimiter.of(limiter).request(KEY, 0, null, null).permits()).isZero();
		assertThat(limiter.peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aCostAboveTheQuotaIsRefusedUntilNothingCounts(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withWaiting(Duration.ofDays(1), 10));
		limiter.tryAcquire(KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		for (long cost : new long[] { QUOTA + 1, Long.MAX_VALUE }) {
			Decision refused = StoreLimiter.of(limiter).request(KEY, cost, null, null);
			assertThat(refused.allowed()).isFalse();
			assertThat(refused.retryAfter()).isEqualTo(refused.resetAfter()).hasNanos(before.resetAfter());
			assertThat(refused.remaining()).isEqualTo(before.remaining());
		}
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
		assertThat(clock.slept()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aCostAboveOneOfSeveralQuotasSpendsNothing(Algorithm algorithm) throws InterruptedException {
		RateLimiterRegistry registry = registry(new Clock(),
				List.of(Limit.of("roomy", algorithm, "20/10s"), Limit.of("tight", algorithm, "1/10s")));
		Decision refused = StoreLimiter.of(registry.all("roomy", "tight")).request(KEY, 2, null, null);
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.parts()).extracting(Decision::permits).containsExactly(0L, 0L);
		assertThat(registry.get("roomy").peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aCostAboveAnObservingQuotaIsChargedToTheOthersAlone(Algorithm algorithm) throws InterruptedException {
		for (List<String> order : List.of(List.of("trial", "real"), List.of("real", "trial"))) {
			RateLimiterRegistry registry = registry(new Clock(),
					List.of(Limit.of("trial", algorithm, "2/1h").withMode(Mode.OBSERVE),
							Limit.of("real", Algorithm.TOKEN_BUCKET, "9/1d")));
			RateLimiter both = registry.all(order.toArray(String[]::new));
			Decision first = StoreLimiter.of(both).request(KEY, 3, null, null);
			for (Decision admitted : List.of(first, StoreLimiter.of(both).request(KEY, 3, Duration.ZERO, null),
					both.tryAcquire(KEY, 3))) {
				assertThat(admitted.allowed()).isTrue();
				assertThat(admitted.observed()).isTrue();
				assertThat(admitted.permits()).isEqualTo(3);
				assertThat(part(admitted, "trial").observed()).isTrue();
				assertThat(part(admitted, "trial").permits()).isZero();
				assertThat(part(admitted, "real").permits()).isEqualTo(3);
			}
			Decision refused = StoreLimiter.of(both).request(KEY, 3, null, null);
			assertThat(refused.allowed()).isFalse();
			assertThat(refused.limit()).isEqualTo("real");
			assertThat(part(refused, "trial").observed()).isTrue();
			assertThat(registry.get("trial").peek(KEY).resetAfter()).isZero();
			both.refund(KEY, first);
			assertThat(registry.get("real").peek(KEY).remaining()).isEqualTo(3);
			assertThat(registry.get("trial").tryAcquire(KEY).observed()).isFalse();
		}
	}

	private static Decision part(Decision decision, String limit) {
		return decision.parts().stream().filter((part) -> part.limit().equals(limit)).findFirst().orElseThrow();
	}

	@ParameterizedTest
	@EnumSource
	default void waitsAsConfiguredUnlessToldOtherwise(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withWaiting(Duration.ofSeconds(30), 10));
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		assertThat(StoreLimiter.of(limiter).request(KEY, 1, Duration.ZERO, null).allowed()).isFalse();
		assertThat(clock.slept()).isZero();
		long wait = limiter.peek(KEY).retryAfter().toNanos();
		assertThat(StoreLimiter.of(limiter).request(KEY, 1, null, null).allowed()).isTrue();
		assertThat(clock.slept()).isEqualTo(wait).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	default void doesNotWaitUnlessConfigured(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		assertThat(StoreLimiter.of(limiter).request(KEY, 1, null, null).allowed()).isFalse();
		assertThat(clock.slept()).isZero();
	}

}

package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Several limits on one call: all or nothing.
 */
interface CombinedLimitsContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void whenOneRefusesNoneIsSpent(Algorithm algorithm) {
		for (List<String> order : List.of(List.of("tight", "roomy"), List.of("roomy", "tight"))) {
			RateLimiterRegistry registry = tightAndRoomy(new Clock(), algorithm);
			RateLimiter both = registry.all(order.toArray(String[]::new));
			Decision admitted = both.tryAcquire(KEY);
			assertThat(admitted.allowed()).isTrue();
			assertThat(admitted.permits()).isEqualTo(1);
			assertThat(admitted.remaining()).isZero();
			assertThat(admitted.parts()).extracting(Decision::limit).isEqualTo(order);
			assertThat(admitted.parts()).extracting(Decision::permits).containsExactly(1L, 1L);
			Answer roomy = Answer.of(registry.get("roomy").peek(KEY));
			Decision refused = both.tryAcquire(KEY);
			assertThat(refused.allowed()).isFalse();
			assertThat(refused.permits()).isZero();
			assertThat(refused.parts()).extracting(Decision::permits).containsExactly(0L, 0L);
			assertThat(Answer.of(registry.get("roomy").peek(KEY))).isEqualTo(roomy);
		}
	}

	@ParameterizedTest
	@EnumSource
	default void theLongestWaitDecidesARefusalAndIsTheWaitForAll(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter both = tightAndRoomy(clock, algorithm).all("tight", "roomy");
		both.tryAcquire(KEY);
		Decision refused = both.tryAcquire(KEY);
		assertThat(refused.limit()).isEqualTo("tight");
		assertThat(refused.retryAfter().toNanos())
			.isEqualTo(refused.parts().stream().mapToLong((part) -> part.retryAfter().toNanos()).max().orElseThrow());
		clock.advance(refused.retryAfter().toNanos() - tick());
		assertThat(both.tryAcquire(KEY).retryAfter().toNanos()).isEqualTo(tick());
		clock.advance(tick());
		assertThat(both.tryAcquire(KEY).allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void theirPermitsAreTheOnesOfTheSingleLimits(Algorithm algorithm) {
		RateLimiterRegistry registry = tightAndRoomy(new Clock(), algorithm);
		registry.get("tight").tryAcquire(KEY);
		assertThat(registry.all("tight", "roomy").tryAcquire(KEY).allowed()).isFalse();
		assertThat(registry.all("roomy", "tight").tryAcquire("other").allowed()).isTrue();
		assertThat(registry.get("tight").tryAcquire("other").allowed()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	default void refundingResettingAndPeekingReachThemAll(Algorithm algorithm) {
		RateLimiterRegistry registry = tightAndRoomy(new Clock(), algorithm);
		RateLimiter both = registry.all("roomy", "tight");
		Decision decision = both.tryAcquire(KEY);
		assertThat(both.peek(KEY).allowed()).isFalse();
		both.refund(KEY, decision);
		both.refund(KEY, decision);
		assertThat(both.peek(KEY).parts()).extracting((part) -> part.resetAfter().toNanos()).containsOnly(0L);
		assertThat(both.tryAcquire(KEY, 0).allowed()).isTrue();
		assertThat(both.tryAcquire(KEY).allowed()).isTrue();
		both.refund(KEY, decision);
		assertThat(both.tryAcquire(KEY).allowed()).isFalse();
		both.reset(KEY);
		assertThat(registry.get("tight").tryAcquire(KEY).allowed()).isTrue();
		assertThat(registry.get("roomy").peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aCostAboveTheSmallestQuotaIsAMistakeThatSpendsNothing(Algorithm algorithm) {
		RateLimiterRegistry registry = tightAndRoomy(new Clock(), algorithm);
		for (long cost : new long[] { 2, -1 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> registry.all("roomy", "tight").tryAcquire(KEY, cost))
				.withMessageContaining(String.valueOf(cost));
		}
		assertThat(registry.get("roomy").peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aLimitThatObservesNeverVetoes(Algorithm algorithm) {
		RateLimiterRegistry registry = registry(new Clock(),
				List.of(Limit.of("trial", algorithm, "1/1h").withMode(Mode.OBSERVE),
						Limit.of("real", Algorithm.FIXED_WINDOW, "3/1h")));
		RateLimiter both = registry.all("trial", "real");
		assertThat(both.tryAcquire(KEY).observed()).isFalse();
		for (int i = 0; i < 2; i++) {
			Decision observed = both.tryAcquire(KEY);
			assertThat(observed.allowed()).isTrue();
			assertThat(observed.observed()).isTrue();
			assertThat(observed.retryAfter()).isPositive();
			assertThat(observed.parts()).extracting(Decision::permits).containsExactly(0L, 1L);
		}
		Decision refused = both.tryAcquire(KEY);
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.observed()).isFalse();
		assertThat(refused.limit()).isEqualTo("real");
	}

	@Test
	default void differentAlgorithmsCombine() {
		Clock clock = new Clock();
		List<Limit> limits = List.of(Limit.of("a", Algorithm.TOKEN_BUCKET, RATE),
				Limit.of("b", Algorithm.SLIDING_WINDOW_LOG, "4/10s"),
				Limit.of("c", Algorithm.SLIDING_WINDOW_COUNTER, "7/10s"));
		RateLimiterRegistry registry = registry(clock, limits);
		RateLimiter all = registry.all("a", "b", "c");
		assertThat(Store.drain(all, KEY)).isEqualTo(4);
		assertThat(registry.get("a").peek(KEY).remaining()).isEqualTo(6);
		assertThat(registry.get("c").peek(KEY).remaining()).isEqualTo(3);
		assertThat(registry.get("a").tryAcquire(KEY, 6).allowed()).isTrue();
		Decision refused = all.tryAcquire(KEY);
		assertThat(refused.limit()).isEqualTo("b");
		assertThat(refused.parts()).extracting(Decision::allowed).containsExactly(false, false, true);
	}

	private RateLimiterRegistry tightAndRoomy(Clock clock, Algorithm algorithm) {
		return registry(clock, List.of(Limit.of("tight", algorithm, "1/10s"), Limit.of("roomy", algorithm, "20/10s")));
	}

}

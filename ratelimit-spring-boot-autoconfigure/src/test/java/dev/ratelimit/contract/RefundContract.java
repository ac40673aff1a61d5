package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Giving back.
 */
interface RefundContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void refundGivesBackWhatWasSpentOnce(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		Decision decision = limiter.tryAcquire(KEY, 3);
		assertThat(decision.permits()).isEqualTo(3);
		limiter.refund(KEY, decision);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
		limiter.tryAcquire(KEY, 2);
		Answer spent = Answer.of(limiter.peek(KEY));
		limiter.refund(KEY, decision);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(spent);
	}

	@ParameterizedTest
	@EnumSource
	default void aRefundOfACallThatSpentNothingGivesNothingBack(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Decision look = limiter.peek(KEY);
		Decision free = limiter.tryAcquire(KEY, 0);
		Store.drain(limiter, KEY);
		Decision refused = limiter.tryAcquire(KEY);
		Answer spent = Answer.of(limiter.peek(KEY));
		for (Decision decision : List.of(look, free, refused)) {
			limiter.refund(KEY, decision);
			assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(spent);
		}
	}

	@ParameterizedTest
	@EnumSource
	default void refundsDoNotAddUpToMoreThanANewKeyHas(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Decision decision = limiter.tryAcquire(KEY);
		clock.advance(decision.resetAfter().toNanos());
		limiter.refund(KEY, decision);
		limiter.refund("never seen", limiter.tryAcquire("other"));
		for (String key : List.of(KEY, "never seen")) {
			assertThat(Answer.of(limiter.peek(key))).isEqualTo(Answer.of(limiter.peek("new")));
			Store.open(clock, limiter, algorithm, key);
			assertThat(Store.drain(limiter, key)).isEqualTo(Store.burst(algorithm));
		}
	}

	@ParameterizedTest
	@EnumSource
	default void aDecisionOfAnotherLimitIsAMistake(Algorithm algorithm) {
		RateLimiterRegistry registry = registry(new Clock(),
				List.of(Limit.of("api", algorithm, RATE), Limit.of("other", algorithm, RATE)));
		Decision foreign = registry.get("other").tryAcquire(KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.get("api").refund(KEY, foreign))
			.withMessageContaining("api")
			.withMessageContaining("other");
		registry.get("other").refund(KEY, foreign);
		assertThat(registry.get("other").peek(KEY).resetAfter()).isZero();
	}

	@Test
	default void aBucketIsNeverFilledAboveItsCapacity() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Algorithm.TOKEN_BUCKET);
		Decision early = limiter.tryAcquire(KEY, 6);
		clock.advance(4_000_000_000L);
		limiter.tryAcquire(KEY, 1);
		limiter.refund(KEY, early);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(QUOTA);
	}

	@ParameterizedTest
	@EnumSource(names = { "FIXED_WINDOW", "PACED_WINDOW", "SLIDING_WINDOW_LOG" })
	default void aChargeThatNoLongerCountsIsNotTakenFromALaterOne(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Decision early = limiter.tryAcquire(KEY);
		clock.advance(10_000_000_000L);
		limiter.tryAcquire(KEY);
		Answer spent = Answer.of(limiter.peek(KEY));
		limiter.refund(KEY, early);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(spent);
	}

	@Test
	default void aCounterIsRefundedInTheWindowThatWasCharged() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Algorithm.SLIDING_WINDOW_COUNTER);
		Decision previous = limiter.tryAcquire(KEY, 8);
		clock.advance(10_000_000_000L);
		Decision current = limiter.tryAcquire(KEY, 2);
		assertThat(current.remaining()).isZero();
		limiter.refund(KEY, previous);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(8);
		limiter.refund(KEY, current);
		assertThat(limiter.peek(KEY)).extracting(Decision::remaining, (peek) -> peek.resetAfter().toNanos())
			.containsExactly(QUOTA, 0L);
	}

	@Test
	default void aLeakyBucketIsRefundedOnlyWhileNoLaterCallHoldsASlot() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Algorithm.LEAKY_BUCKET);
		Decision first = limiter.tryAcquire(KEY, 2);
		clock.advance(2_000_000_000L);
		Decision second = limiter.tryAcquire(KEY, 3);
		limiter.refund(KEY, first);
		assertThat(limiter.peek(KEY).retryAfter()).hasSeconds(3);
		limiter.refund(KEY, second);
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
	}

}

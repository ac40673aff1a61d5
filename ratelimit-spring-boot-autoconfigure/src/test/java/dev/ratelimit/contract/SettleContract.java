package dev.ratelimit.contract;

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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Costs that are known later.
 */
interface SettleContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void settlingForLessGivesTheRestBackOnce(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Decision decision = limiter.tryAcquire(KEY, 7);
		limiter.settle(KEY, decision, 3);
		Answer settled = Answer.of(limiter.peek(KEY));
		limiter.reset(KEY);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.tryAcquire(KEY, 3);
		assertThat(settled).isEqualTo(Answer.of(limiter.peek(KEY)));
		limiter.settle(KEY, decision, 0);
		limiter.refund(KEY, decision);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(settled);
	}

	@ParameterizedTest
	@EnumSource
	default void settlingForNothingIsARefund(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		limiter.settle(KEY, limiter.tryAcquire(KEY, 3), 0);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	default void settlingForAsMuchAsWasSpentChangesNothingButCounts(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Decision decision = limiter.tryAcquire(KEY, 3);
		Answer before = Answer.of(limiter.peek(KEY));
		limiter.settle(KEY, decision, 3);
		limiter.refund(KEY, decision);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	default void settlingForMoreSpendsWhatIsThere(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.settle(KEY, limiter.tryAcquire(KEY, 2), 7);
		Answer settled = Answer.of(limiter.peek(KEY));
		limiter.reset(KEY);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.tryAcquire(KEY, 7);
		assertThat(settled).isEqualTo(Answer.of(limiter.peek(KEY)));
	}

	@ParameterizedTest
	@EnumSource
	default void settlingWithoutHoldingAThreadCostsTheSame(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.settle(KEY, limiter.tryAcquire(KEY, 2), 7);
		Answer settled = Answer.of(limiter.peek(KEY));
		limiter.reset(KEY);
		Store.open(clock, limiter, algorithm, KEY);
		Decision decision = limiter.tryAcquire(KEY, 2);
		StoreLimiter store = StoreLimiter.of(limiter);
		store.settleAsync(KEY, decision, 7).toCompletableFuture().join();
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(settled);
		store.settleAsync(KEY, decision, 0).toCompletableFuture().join();
		assertThat(Answer.of(limiter.peek(KEY))).as("settled once").isEqualTo(settled);
	}

	@ParameterizedTest
	@EnumSource
	default void aRefusedDecisionIsNotSettled(Algorithm algorithm) {
		RateLimiter limiter = drained(new Clock(), algorithm);
		Decision refused = limiter.tryAcquire(KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		limiter.settle(KEY, refused, 5);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	default void fewerThanZeroIsAMistakeAndSettlesNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Decision decision = limiter.tryAcquire(KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.settle(KEY, decision, -1))
			.withMessageContaining("-1");
		limiter.settle(KEY, decision, 0);
		assertThat(limiter.peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aCallThatSpentNothingYetIsSettledAtWhatItHasCost(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.settle(KEY, limiter.tryAcquire(KEY, 0), 3);
		Answer settled = Answer.of(limiter.peek(KEY));
		limiter.reset(KEY);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.tryAcquire(KEY, 3);
		assertThat(settled).isEqualTo(Answer.of(limiter.peek(KEY)));
	}

	@ParameterizedTest
	@EnumSource
	default void aDecisionOfAnotherLimitCannotBeSettled(Algorithm algorithm) {
		RateLimiterRegistry registry = registry(new Clock(),
				List.of(Limit.of("api", algorithm, RATE), Limit.of("other", algorithm, RATE)));
		Decision foreign = registry.get("other").tryAcquire(KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.get("api").settle(KEY, foreign, 5));
		registry.get("other").settle(KEY, foreign, 0);
		assertThat(registry.get("other").peek(KEY).resetAfter()).isZero();
	}

	@Test
	default void severalLimitsAreSettledEachForItself() {
		Clock clock = new Clock();
		RateLimiterRegistry registry = registry(clock,
				List.of(Limit.of("minute", Algorithm.SLIDING_WINDOW_LOG, "20/1m"),
						Limit.of("second", Algorithm.TOKEN_BUCKET, RATE)));
		RateLimiter both = registry.all("minute", "second");
		Decision decision = both.tryAcquire(KEY, 4);
		both.settle(KEY, decision, 12);
		both.settle(KEY, decision, 0);
		assertThat(registry.get("minute").peek(KEY).remaining()).isEqualTo(8);
		assertThat(registry.get("second").peek(KEY).retryAfter()).hasSeconds(3);
		Decision refused = both.tryAcquire(KEY);
		both.settle(KEY, refused, 5);
		assertThat(registry.get("minute").peek(KEY).remaining()).isEqualTo(8);
		clock.advance(10_000_000_000L);
		both.settle(KEY, both.tryAcquire(KEY, 6), 1);
		assertThat(registry.get("minute").peek(KEY).remaining()).isEqualTo(7);
		assertThat(registry.get("second").peek(KEY).remaining()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource
	default void whatALimitOnlyObservedIsNotSettled(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withMode(Mode.OBSERVE));
		Decision spent = limiter.tryAcquire(KEY, 1);
		Decision observed = limiter.tryAcquire(KEY, QUOTA);
		assertThat(observed.observed()).isTrue();
		Answer before = Answer.of(limiter.peek(KEY));
		limiter.settle(KEY, observed, 5);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
		limiter.settle(KEY, spent, 5 * QUOTA);
		assertThat(limiter.peek(KEY).remaining()).isZero();
	}

	@Test
	default void aLeakyBucketTakesFurtherSlotsAndGivesThemBackOnlyWhileNoLaterCallHoldsOne() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Algorithm.LEAKY_BUCKET);
		limiter.settle(KEY, limiter.tryAcquire(KEY), 4);
		assertThat(limiter.peek(KEY).retryAfter()).hasSeconds(4);
		clock.advance(4_000_000_000L);
		Decision early = limiter.tryAcquire(KEY, 5);
		limiter.settle(KEY, early, 2);
		assertThat(limiter.peek(KEY).retryAfter()).hasSeconds(2);
		clock.advance(2_000_000_000L);
		Decision middle = limiter.tryAcquire(KEY, 5);
		clock.advance(5_000_000_000L);
		limiter.tryAcquire(KEY, 3);
		limiter.settle(KEY, middle, 1);
		assertThat(limiter.peek(KEY).retryAfter()).hasSeconds(3);
	}

}

package dev.ratelimit.contract;

import java.time.Duration;
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
	default void settlingForMoreThanIsThereIsDebtOfOneQuotaAtMost(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Decision first = limiter.tryAcquire(KEY, 5);
		Decision second = limiter.tryAcquire(KEY, 5);
		limiter.settle(KEY, first, 1_000_000_000);
		Decision refused = limiter.tryAcquire(KEY);
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.remaining()).isZero();
		assertThat(refused.retryAfter()).isEqualTo(debtPaid(algorithm));
		limiter.settle(KEY, second.allowed() ? second : limiter.peek("other"), Long.MAX_VALUE);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(Answer.of(refused));
		clock.advance(refused.retryAfter().toNanos() - tick());
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		clock.advance(tick());
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
	}

	/** Until a call for one permit is admitted to a key that owes a quota of 10/10s. */
	private static Duration debtPaid(Algorithm algorithm) {
		return switch (algorithm) {
			case TOKEN_BUCKET -> Duration.ofSeconds(11);
			case LEAKY_BUCKET -> Duration.ofSeconds(20);
			case FIXED_WINDOW, SLIDING_WINDOW_LOG, CONCURRENCY -> Duration.ofSeconds(10);
			case PACED_WINDOW -> Duration.ofSeconds(1);
			// 20 weigh 9 when 45 % of the next window is left
			case SLIDING_WINDOW_COUNTER -> Duration.ofMillis(15_500);
		};
	}

	@ParameterizedTest
	@EnumSource
	default void aDebtIsGoneWhenItWasToBe(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		limiter.settle(KEY, limiter.tryAcquire(KEY), 50);
		clock.advance(limiter.peek(KEY).resetAfter().toNanos());
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(Answer.of(limiter.peek("new")));
		Store.open(clock, limiter, algorithm, KEY);
		assertThat(Store.drain(limiter, KEY)).isEqualTo(Store.burst(algorithm));
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

	@Test
	default void aDebtWeighsInTheNextWindowOfACounterAndNotInThatOfAFixedOne() {
		Clock clock = new Clock();
		RateLimiterRegistry registry = registry(clock, List.of(Limit.of("fixed", Algorithm.FIXED_WINDOW, RATE),
				Limit.of("counter", Algorithm.SLIDING_WINDOW_COUNTER, RATE)));
		for (String name : List.of("fixed", "counter")) {
			registry.get(name).settle(KEY, registry.get(name).tryAcquire(KEY), 20);
		}
		clock.advance(17_500_000_000L);
		assertThat(registry.get("fixed").peek(KEY).remaining()).isEqualTo(QUOTA);
		assertThat(registry.get("counter").peek(KEY).remaining()).isEqualTo(5);
	}

	@Test
	default void aDebtOfOneWindowIsNotChargedToAnother() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Algorithm.FIXED_WINDOW);
		Decision early = limiter.tryAcquire(KEY, 5);
		clock.advance(10_000_000_000L);
		limiter.settle(KEY, early, 8);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(QUOTA - 3);
		limiter.settle(KEY, limiter.tryAcquire(KEY), 1);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(QUOTA - 4);
	}

}

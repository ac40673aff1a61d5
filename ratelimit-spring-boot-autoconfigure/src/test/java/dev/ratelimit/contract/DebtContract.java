package dev.ratelimit.contract;

import java.time.Duration;
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

/**
 * Calls that have cost more than there was.
 */
interface DebtContract extends Store {

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

package dev.ratelimit.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.ratelimit.contract.Blocks.MINUTE;
import static dev.ratelimit.contract.Blocks.TEN;
import static dev.ratelimit.contract.Blocks.blocked;
import static dev.ratelimit.contract.Blocks.refuse;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocked keys that are asked on other plans than the one that has blocked them.
 */
interface BlockedPlanContract extends Store {

	/** The plans would forget within a minute what the limit itself remembers longer. */
	private RateLimiterRegistry withPlans(Clock clock, Algorithm algorithm) {
		Limit own = Limit.of("api", algorithm, "2/1h").withBlock(TEN);
		Limit small = own.withRate("1/1m");
		return planned(clock,
				List.of(new LimitTerms(own, Map.of(), Map.of("small", small, "unblocking", small.withBlock())),
						new LimitTerms(Limit.of("other", Algorithm.FIXED_WINDOW, "99/1h"), Map.of())));
	}

	@ParameterizedTest
	@EnumSource
	default void blockedCallsOnAnotherPlanLeaveTheKeyAsItIs(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		Clock other = new Clock();
		RateLimiter hammered = withPlans(clock, algorithm).get("api");
		RateLimiter left = withPlans(other, algorithm).get("api");
		assertThat(refuse(hammered)).isEqualTo(refuse(left));
		for (int i = 0; i < 10; i++) {
			for (RateLimiter onPlan : List.of(hammered.withPlan("small"), hammered.withPlan("unblocking"))) {
				Answer look = Answer.of(onPlan.peek(KEY));
				for (Decision refused : List.of(onPlan.tryAcquire(KEY), onPlan.acquire(KEY),
						onPlan.acquire(KEY, 1, Duration.ofDays(1)),
						onPlan.acquireAsync(KEY, 1, Duration.ofDays(1)).toCompletableFuture().join())) {
					assertThat(blocked(refused)).isTrue();
					assertThat(refused.quota()).isEqualTo(1);
					assertThat(Answer.of(refused)).isEqualTo(look);
				}
			}
			clock.advance(MINUTE.toNanos());
		}
		other.advance(TEN.toNanos());
		assertThat(Answer.of(hammered.peek(KEY))).isEqualTo(Answer.of(left.peek(KEY)));
		assertThat(Answer.of(hammered.tryAcquire(KEY))).isEqualTo(Answer.of(left.tryAcquire(KEY)));
	}

	@ParameterizedTest
	@EnumSource
	default void underSeveralLimitsTheyDoSoToo(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		Clock other = new Clock();
		RateLimiterRegistry hammered = withPlans(clock, algorithm);
		RateLimiterRegistry left = withPlans(other, algorithm);
		assertThat(refuse(hammered.get("api"))).isEqualTo(refuse(left.get("api")));
		for (int i = 0; i < 10; i++) {
			RateLimiter both = hammered.all("other", "api").withPlan("small");
			Decision refused = (i % 2 == 0) ? both.tryAcquire(KEY) : both.acquire(KEY, 1, Duration.ofDays(1));
			assertThat(refused.parts()).extracting(Blocks::blocked).containsExactly(false, true);
			assertThat(refused.parts()).extracting(Decision::quota).containsExactly(99L, 1L);
			assertThat(refused.retryAfter()).isEqualTo(hammered.get("api").withPlan("small").peek(KEY).retryAfter());
			clock.advance(MINUTE.toNanos());
		}
		other.advance(TEN.toNanos());
		assertThat(Answer.of(hammered.get("api").peek(KEY))).isEqualTo(Answer.of(left.get("api").peek(KEY)));
		assertThat(hammered.get("other").peek(KEY).remaining()).isEqualTo(99);
	}

	/** Once the block is over the plan's calls go on from what is left of it. */
	@ParameterizedTest
	@EnumSource
	default void aKeyIsOnThePlanAgainAsSoonAsItsBlockIsOver(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = withPlans(clock, algorithm).get("api");
		refuse(limiter);
		RateLimiter small = limiter.withPlan("small");
		small.tryAcquire(KEY);
		clock.advance(TEN.toNanos());
		Answer look = Answer.of(small.peek(KEY));
		assertThat(blocked(small.peek(KEY))).isFalse();
		assertThat(small.tryAcquire(KEY).allowed()).isEqualTo(look.allowed());
	}

}

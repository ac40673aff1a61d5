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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Calls on plans: other terms for the same keys and what they have spent.
 */
interface PlanContract extends Store {

	private static Limit limit(Algorithm algorithm) {
		return Limit.of("api", algorithm, RATE);
	}

	/** Twice as much in the same time, where that is a burst. */
	private RateLimiterRegistry withPro(Clock clock, Algorithm algorithm) {
		Limit limit = limit(algorithm);
		return planned(clock, List.of(new LimitTerms(limit, Map.of("vip", limit.withRate("30/10s")),
				Map.of("pro", limit.withRate("20/10s")))));
	}

	@ParameterizedTest
	@EnumSource
	default void aCallOnAPlanHasThePlansQuotaAndTheLimitsName(Algorithm algorithm) {
		RateLimiter limiter = withPro(new Clock(), algorithm).get("api");
		Decision onPlan = limiter.withPlan("pro").tryAcquire(KEY);
		assertThat(onPlan.quota()).isEqualTo((algorithm == Algorithm.LEAKY_BUCKET) ? onPlan.quota() : 20);
		assertThat(onPlan.limit()).isEqualTo("api");
		assertThat(limiter.tryAcquire("another").quota()).isEqualTo(limit(algorithm).quota());
	}

	@Test
	default void thePlanOfALimiterIsAlwaysTheSameObject() {
		RateLimiter limiter = withPro(new Clock(), Algorithm.TOKEN_BUCKET).get("api");
		RateLimiter pro = limiter.withPlan("pro");
		assertThat(limiter.withPlan("pro")).isSameAs(pro);
		assertThat(pro.withPlan("pro")).isSameAs(pro);
	}

	@Test
	default void anUnknownPlanIsRefusedWithTheKnownOnes() {
		RateLimiter limiter = withPro(new Clock(), Algorithm.TOKEN_BUCKET).get("api");
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.withPlan("prro"))
			.withMessage("Unknown plan 'prro' (did you mean 'pro'?). The plans are: pro");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> limiter(new Clock(), Algorithm.TOKEN_BUCKET).withPlan("x"))
			.withMessageContaining("There are no plans here");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET", "PACED_WINDOW" })
	default void aWindowKeepsItsCountFromPlanToPlan(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = withPro(clock, algorithm).get("api");
		RateLimiter pro = limiter.withPlan("pro");
		assertThat(limiter.tryAcquire(KEY, 6).remaining()).isEqualTo(4);
		assertThat(pro.tryAcquire(KEY, 3).remaining()).isEqualTo(11);
		assertThat(limiter.tryAcquire(KEY).remaining()).isZero();
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		assertThat(pro.tryAcquire(KEY, 10).remaining()).isZero();
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		assertThat(pro.tryAcquire(KEY).allowed()).isFalse();
	}

	@Test
	default void aBucketKeepsItsTimeUntilFullFromPlanToPlan() {
		Clock clock = new Clock();
		RateLimiter limiter = withPro(clock, Algorithm.TOKEN_BUCKET).get("api");
		RateLimiter pro = limiter.withPlan("pro");
		assertThat(limiter.tryAcquire(KEY, 5).resetAfter()).isEqualTo(Duration.ofSeconds(5));
		Decision onPlan = pro.tryAcquire(KEY, 4);
		assertThat(onPlan.resetAfter()).isEqualTo(Duration.ofSeconds(7));
		assertThat(onPlan.remaining()).isEqualTo(6);
		assertThat(limiter.tryAcquire(KEY, 3).remaining()).isZero();
		assertThat(pro.tryAcquire(KEY).allowed()).isFalse();
		clock.advance(Duration.ofMillis(500).toNanos());
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		assertThat(pro.tryAcquire(KEY).allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void aLookOnAPlanChangesNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = withPro(clock, algorithm).get("api");
		limiter.tryAcquire(KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		Decision look = limiter.withPlan("pro").peek(KEY);
		assertThat(look.permits()).isZero();
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEAKY_BUCKET")
	default void aRefundGivesBackWhatThePlanCharged(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = withPro(clock, algorithm).get("api");
		RateLimiter pro = limiter.withPlan("pro");
		Store.open(clock, limiter, algorithm, KEY);
		limiter.tryAcquire(KEY, 2);
		Answer before = Answer.of(limiter.peek(KEY));
		Decision onPlan = pro.tryAcquire(KEY, 2);
		assertThat(onPlan.allowed()).isTrue();
		limiter.refund(KEY, onPlan);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
		Decision own = limiter.tryAcquire(KEY, 2);
		pro.refund(KEY, own);
		pro.refund(KEY, own);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	/** The key has spent three times what the small plan grants. */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	default void aRefundOfASmallerPlanIsNotLost(Algorithm algorithm) {
		Clock clock = new Clock();
		Limit own = Limit.of("api", algorithm, "3/10s");
		RateLimiter limiter = planned(clock,
				List.of(new LimitTerms(own, Map.of(), Map.of("pro", own.withRate("30/10s")))))
			.get("api");
		RateLimiter pro = limiter.withPlan("pro");
		Store.open(clock, pro, algorithm, KEY);
		Decision small = limiter.tryAcquire(KEY, 2);
		pro.tryAcquire(KEY, 7);
		Answer before = Answer.of(pro.peek(KEY));
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		limiter.settle(KEY, small, 1);
		assertThat(pro.peek(KEY).remaining()).isEqualTo(before.remaining() + 1);
	}

	/** 27 of the window before count for 9 in the last third of this one. */
	@Test
	default void aCounterWaitsOnASmallerPlanUntilItsWholeCountFits() {
		Clock clock = new Clock();
		Limit own = Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "3/9s");
		RateLimiter limiter = planned(clock,
				List.of(new LimitTerms(own, Map.of(), Map.of("pro", own.withRate("30/9s")))))
			.get("api");
		clock.advance(9_000_000_000L - clock.nanos() % 9_000_000_000L);
		limiter.withPlan("pro").tryAcquire(KEY, 27);
		clock.advance(9_000_000_000L);
		assertThat(limiter.tryAcquire(KEY, 3).retryAfter()).hasSeconds(9);
		assertThat(limiter.tryAcquire(KEY, 2).retryAfter().toMillis()).isEqualTo(9_000 - 334);
		assertThat(limiter.withPlan("pro").peek(KEY).remaining()).isEqualTo(3);
		clock.advance(6_000_000_000L);
		assertThat(limiter.withPlan("pro").peek(KEY).remaining()).isEqualTo(21);
	}

	@ParameterizedTest
	@EnumSource
	default void aResetForgetsWhatEveryPlanSpent(Algorithm algorithm) {
		RateLimiter limiter = withPro(new Clock(), algorithm).get("api");
		Answer fresh = Answer.of(limiter.peek(KEY));
		Store.drain(limiter.withPlan("pro"), KEY);
		limiter.reset(KEY);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(fresh);
	}

	@Test
	default void aLimitWithoutThePlanStaysOnItsOwnTerms() {
		Clock clock = new Clock();
		Limit api = limit(Algorithm.TOKEN_BUCKET);
		Limit day = Limit.of("day", Algorithm.FIXED_WINDOW, "12/1d");
		RateLimiterRegistry registry = planned(clock, List
			.of(new LimitTerms(api, Map.of(), Map.of("pro", api.withRate("20/10s"))), new LimitTerms(day, Map.of())));
		RateLimiter both = registry.all("api", "day").withPlan("pro");
		assertThat(both.tryAcquire(KEY, 12).parts()).extracting(Decision::quota).containsExactly(20L, 12L);
		assertThat(both.tryAcquire(KEY).limit()).isEqualTo("day");
		assertThat(registry.all("api", "day").tryAcquire(KEY).parts()).extracting(Decision::quota)
			.containsExactly(10L, 12L);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.all("day", "api").withPlan("free"))
			.withMessageContaining("pro");
	}

}

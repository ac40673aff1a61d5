package dev.ratelimit.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Permits of calls in flight that come back when others hold theirs, and terms under
 * which fewer or more may be held.
 */
interface LateReturnContract extends Store {

	private RateLimiter exports(ManualTimeSource clock) {
		Limit limit = Limit.concurrency("exports", 2).maxHold(Duration.ofMinutes(1)).build();
		return planned(clock, List.of(new LimitTerms(limit, Map.of("vip", limit.withConcurrent(4)),
				Map.of("small", limit.withConcurrent(1), "large", limit.withConcurrent(5)))))
			.get("exports");
	}

	@Test
	default void aPermitFromBeforeAResetTakesNoneFromThoseWhoHoldTheirsNow() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = exports(clock);
		Decision before = limiter.tryAcquire(KEY, 2);
		clock.advance(Duration.ofNanos(tick()));
		limiter.reset(KEY);
		assertThat(limiter.tryAcquire(KEY, 2).allowed()).isTrue();
		limiter.refund(KEY, before);
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
	}

	@Test
	default void aCallThatEndsAfterItsHoldCannotBeSettledForLess() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = exports(clock);
		Decision slow = limiter.tryAcquire(KEY, 2);
		clock.advance(Duration.ofMinutes(1));
		limiter.tryAcquire(KEY);
		limiter.settle(KEY, slow, 1);
		assertThat(limiter.peek(KEY).remaining()).isOne();
		limiter.refund(KEY, slow);
		assertThat(limiter.peek(KEY).remaining()).isOne();
	}

	@Test
	default void aKeyWithAnOverrideHoldsAsManyAsThatAllowsOnEveryPlan() {
		RateLimiter limiter = exports(new ManualTimeSource());
		assertThat(Store.drain(limiter.withPlan("small"), "vip")).isEqualTo(4);
		assertThat(limiter.withPlan("large").tryAcquire("vip").allowed()).isFalse();
	}

	@Test
	default void aSmallerPlanAdmitsNobodyUntilFewEnoughAreHeld() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = exports(clock);
		Decision first = limiter.withPlan("large").tryAcquire(KEY, 3);
		clock.advance(Duration.ofSeconds(1));
		Decision second = limiter.withPlan("large").tryAcquire(KEY);
		assertThat(limiter.withPlan("small").tryAcquire(KEY).retryAfter()).hasSeconds(60);
		limiter.refund(KEY, first);
		assertThat(limiter.withPlan("small").tryAcquire(KEY).allowed()).isFalse();
		assertThat(limiter.withPlan("large").peek(KEY).remaining()).isEqualTo(4);
		limiter.refund(KEY, second);
		assertThat(limiter.withPlan("small").tryAcquire(KEY).allowed()).isTrue();
	}

}

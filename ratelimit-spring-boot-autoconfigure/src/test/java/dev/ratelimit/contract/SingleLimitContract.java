package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * One key, one limit.
 */
interface SingleLimitContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void admitsItsQuotaAndNotOneMore(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		long burst = Store.burst(algorithm);
		for (long left = burst - 1; left >= 0; left--) {
			Decision decision = limiter.tryAcquire(KEY);
			assertThat(decision.allowed()).isTrue();
			assertThat(decision.remaining()).isEqualTo(left);
			assertThat(decision.permits()).isEqualTo(1);
			assertThat(decision.retryAfter()).isZero();
		}
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	default void saysWhoDecided(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, RATE);
		Decision decision = limiter(new Clock(), limit).tryAcquire(KEY);
		assertThat(decision.limit()).isEqualTo("api");
		assertThat(LimitDecision.of(decision).policy()).isEqualTo(limit);
		assertThat(decision.quota()).isEqualTo(QUOTA);
		assertThat(decision.parts()).containsExactly(decision);
		assertThat(decision.observed()).isFalse();
		assertThat(decision.degraded()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	default void aRefusedCallSpendsNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		for (long cost = 1; cost <= QUOTA; cost++) {
			Decision refused = limiter.tryAcquire(KEY, cost);
			assertThat(refused.allowed()).isFalse();
			assertThat(refused.permits()).isZero();
		}
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEAKY_BUCKET")
	default void aCallForTooManyLeavesWhatThereIs(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		assertThat(limiter.tryAcquire(KEY, 6).remaining()).isEqualTo(4);
		assertThat(limiter.tryAcquire(KEY, 5).allowed()).isFalse();
		assertThat(limiter.tryAcquire(KEY, 5).remaining()).isEqualTo(4);
		Decision rest = limiter.tryAcquire(KEY, 4);
		assertThat(rest.allowed()).isTrue();
		assertThat(rest.permits()).isEqualTo(4);
		assertThat(rest.remaining()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void peekingAndACostOfZeroAnswerAsForOneAndSpendNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.open(clock, limiter, algorithm, KEY);
		long burst = Store.burst(algorithm);
		for (int i = 0; i < 30; i++) {
			for (Decision look : List.of(limiter.peek(KEY), limiter.tryAcquire(KEY, 0))) {
				assertThat(look.allowed()).isTrue();
				assertThat(look.permits()).isZero();
				assertThat(look.remaining()).isEqualTo(burst);
				assertThat(look.resetAfter()).isZero();
			}
		}
		assertThat(Store.drain(limiter, KEY)).isEqualTo(burst);
		Answer refused = Answer.of(limiter.tryAcquire(KEY));
		assertThat(refused.allowed()).isFalse();
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(refused);
		assertThat(Answer.of(limiter.tryAcquire(KEY, 0))).isEqualTo(refused);
	}

	@ParameterizedTest
	@EnumSource
	default void costsOutOfRangeAreMistakes(Algorithm algorithm) {
		RateLimiter limiter = limiter(new Clock(), algorithm);
		for (long cost : new long[] { -1, Long.MIN_VALUE, QUOTA + 1, Long.MAX_VALUE }) {
			assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(KEY, cost))
				.withMessageContaining(String.valueOf(cost))
				.withMessageContaining("api");
		}
		assertThat(limiter.peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void retryAfterIsTheMomentOfAdmissionToTheTick(Algorithm algorithm) {
		for (String rate : List.of(RATE, "7/1s", "3/1s", "5/250ms", "1/1h", "1000000000/1s")) {
			Clock clock = new Clock(Clock.START + 123_456_789 / tick() * tick());
			RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, rate));
			Decision refused = limiter.tryAcquire(KEY);
			for (int i = 0; i < 50; i++) {
				while (refused.allowed()) {
					long cost = Math.max(1, refused.remaining() / 2);
					refused = limiter.tryAcquire(KEY, (algorithm == Algorithm.PACED_WINDOW) ? 1 : cost);
				}
				long wait = refused.retryAfter().toNanos();
				assertThat(wait).as("%s: %s", rate, refused).isPositive();
				clock.advance(wait - tick());
				assertThat(limiter.tryAcquire(KEY).retryAfter().toNanos()).as("%s: %s", rate, refused)
					.isEqualTo(tick());
				clock.advance(tick());
				Decision admitted = limiter.tryAcquire(KEY);
				assertThat(admitted.allowed()).as("%s: %s", rate, refused).isTrue();
				refused = admitted;
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	default void afterResetAfterTheKeyEqualsANewOne(Algorithm algorithm) {
		for (String rate : List.of(RATE, "7/1s", "5/250ms", "1/1h")) {
			Clock clock = new Clock(Clock.START + 123_456_789 / tick() * tick());
			RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, rate));
			Store.drain(limiter, KEY);
			Decision spent = limiter.peek(KEY);
			clock.advance(spent.resetAfter().toNanos() - tick());
			assertThat(limiter.peek(KEY).resetAfter()).as(rate).hasNanos(tick());
			clock.advance(tick());
			assertThat(Answer.of(limiter.peek(KEY))).as(rate).isEqualTo(Answer.of(limiter.peek("new")));
			assertThat(limiter.peek(KEY).resetAfter()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	default void yearsOfIdlenessChangeNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		for (int year = 0; year < 80; year++) {
			Store.drain(limiter, KEY);
			clock.advance(365L * 86_400_000_000_000L);
			assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(Answer.of(limiter.peek("new")));
		}
	}

	@ParameterizedTest
	@EnumSource
	default void resettingForgets(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, algorithm);
		limiter.reset("never seen");
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		limiter.reset(KEY);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(Answer.of(limiter.peek("new")));
		Store.open(clock, limiter, algorithm, KEY);
		assertThat(Store.drain(limiter, KEY)).isEqualTo(Store.burst(algorithm));
	}

	@ParameterizedTest
	@EnumSource
	default void keysAndLimitsAreIndependent(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiterRegistry registry = registry(clock,
				List.of(Limit.of("one", algorithm, RATE), Limit.of("two", algorithm, RATE)));
		for (String name : List.of("one", "two")) {
			for (String key : List.of("", "a", "b", "one", "two", "A", "a ", "k".repeat(1024), "\u0000ü/{}:*")) {
				RateLimiter limiter = registry.get(name);
				Store.open(clock, limiter, algorithm, key);
				assertThat(Store.drain(limiter, key)).as("%s %s", name, key).isEqualTo(Store.burst(algorithm));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	default void aClockThatGoesBackIsHeldStill(Algorithm algorithm) {
		for (long back : new long[] { 1, 999_999_999, 10_000_000_000L, 86_400_000_000_000L }) {
			Clock clock = new Clock();
			RateLimiter limiter = limiter(clock, algorithm);
			clock.advance(3_000_000_001L);
			Store.open(clock, limiter, algorithm, KEY);
			Decision first = limiter.tryAcquire(KEY);
			clock.advance(-back);
			assertThat(limiter.peek(KEY).remaining()).as("back by %d", back).isEqualTo(first.remaining());
			assertThat(Store.drain(limiter, KEY)).as("back by %d", back).isEqualTo(Store.burst(algorithm) - 1);
			clock.advance(back - 1);
			assertThat(Store.drain(limiter, KEY)).as("back by %d", back).isZero();
		}
	}

}

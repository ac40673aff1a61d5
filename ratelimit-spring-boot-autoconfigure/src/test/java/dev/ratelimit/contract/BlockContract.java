package dev.ratelimit.contract;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.ratelimit.contract.Blocks.HOUR;
import static dev.ratelimit.contract.Blocks.MINUTE;
import static dev.ratelimit.contract.Blocks.TEN;
import static dev.ratelimit.contract.Blocks.blocked;
import static dev.ratelimit.contract.Blocks.limit;
import static dev.ratelimit.contract.Blocks.refuse;
import static dev.ratelimit.contract.Blocks.spendAll;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys that stay refused for a time once they are refused.
 */
interface BlockContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void aRefusedKeyStaysRefusedForAsLongAsItsBlockToTheTick(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR));
		assertThat(refuse(limiter)).isEqualTo(HOUR);
		for (long passed : new long[] { 0, 1_000_000_000, HOUR.toNanos() / 2, HOUR.toNanos() - tick() }) {
			clock.advance(passed - (clock.nanos() - Clock.START));
			Decision refused = limiter.tryAcquire(KEY);
			assertThat(refused.allowed()).isFalse();
			assertThat(blocked(refused)).isTrue();
			assertThat(LimitDecision.of(refused).blockedBefore()).isTrue();
			assertThat(refused.remaining()).isZero();
			assertThat(refused.permits()).isZero();
			assertThat(refused.retryAfter()).hasNanos(HOUR.toNanos() - passed);
			assertThat(refused.resetAfter()).isGreaterThanOrEqualTo(refused.retryAfter());
		}
		clock.advance(tick());
		Decision admitted = limiter.tryAcquire(KEY);
		assertThat(admitted.allowed()).isTrue();
		assertThat(blocked(admitted)).isFalse();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEAKY_BUCKET")
	default void aKeyIsBlockedWhateverItHadLeft(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, MINUTE));
		limiter.tryAcquire(KEY);
		clock.advance(5_000_000_000L);
		assertThat(limiter.tryAcquire(KEY, 2).allowed()).isTrue();
		assertThat(limiter.peek(KEY).remaining()).isPositive();
		assertThat(limiter.tryAcquire(KEY, QUOTA).allowed()).isFalse();
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		assertThat(limiter.tryAcquire("other").allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void callsOfABlockedKeySpendNothingAndLeaveItAsItIs(Algorithm algorithm) {
		Clock clock = new Clock();
		Clock other = new Clock();
		RateLimiter hammered = limiter(clock, limit(algorithm, HOUR));
		RateLimiter left = limiter(other, limit(algorithm, HOUR));
		assertThat(refuse(hammered)).isEqualTo(refuse(left));
		for (int i = 0; i < 60; i++) {
			hammered.tryAcquire(KEY, 1 + i % QUOTA);
			clock.advance(MINUTE.toNanos());
		}
		other.advance(HOUR.toNanos());
		assertThat(Answer.of(hammered.tryAcquire(KEY))).isEqualTo(Answer.of(left.tryAcquire(KEY)));
		assertThat(Answer.of(hammered.tryAcquire(KEY))).isEqualTo(Answer.of(left.tryAcquire(KEY)));
	}

	@ParameterizedTest
	@EnumSource
	default void eachBlockThatFollowsWithinTheLongestIsTheNextAndThenTheLastAgain(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, MINUTE, TEN, HOUR));
		for (Duration expected : List.of(MINUTE, TEN, HOUR, HOUR, HOUR)) {
			long begun = clock.nanos();
			assertThat(refuse(limiter)).isEqualTo(expected);
			clock.advance(begun + expected.toNanos() + HOUR.toNanos() - clock.nanos());
		}
		clock.advance(tick());
		assertThat(refuse(limiter)).isEqualTo(MINUTE);
	}

	@ParameterizedTest
	@EnumSource
	default void peekingAndACostOfZeroBeginNoBlockAndTellOfOne(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR));
		spendAll(limiter);
		for (Decision look : List.of(limiter.peek(KEY), limiter.tryAcquire(KEY, 0), limiter.peek(KEY))) {
			assertThat(look.allowed()).isFalse();
			assertThat(blocked(look)).isFalse();
		}
		clock.advance(limiter.peek(KEY).retryAfter().toNanos());
		assertThat(limiter.peek(KEY).allowed()).isTrue();
		assertThat(refuse(limiter)).isEqualTo(HOUR);
		for (Decision look : List.of(limiter.peek(KEY), limiter.tryAcquire(KEY, 0))) {
			assertThat(blocked(look)).isTrue();
			assertThat(look.retryAfter()).isEqualTo(HOUR);
		}
	}

	@ParameterizedTest
	@EnumSource
	default void resettingLiftsABlockAndForgetsWhichComesNext(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, MINUTE, HOUR));
		refuse(limiter);
		clock.advance(MINUTE.toNanos());
		assertThat(refuse(limiter)).isEqualTo(HOUR);
		limiter.reset(KEY);
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
		assertThat(refuse(limiter)).isEqualTo(MINUTE);
	}

	@ParameterizedTest
	@EnumSource
	default void aRefundDoesNotLiftABlock(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR));
		Decision admitted = limiter.tryAcquire(KEY);
		refuse(limiter);
		limiter.refund(KEY, admitted);
		assertThat(blocked(limiter.tryAcquire(KEY))).isTrue();
		clock.advance(HOUR.toNanos());
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void aBlockIsNeverShorterThanTheAlgorithmsWait(Algorithm algorithm) {
		Clock clock = new Clock();
		Limit slow = Limit.of("api", algorithm, "1/1h");
		RateLimiter plain = limiter(clock, slow);
		RateLimiter limiter = limiter(clock, slow.withBlock(MINUTE));
		spendAll(plain);
		spendAll(limiter);
		Duration wait = plain.tryAcquire(KEY).retryAfter();
		assertThat(limiter.tryAcquire(KEY).retryAfter()).isEqualTo(wait).isGreaterThan(MINUTE);
		clock.advance(MINUTE.toNanos());
		assertThat(blocked(limiter.peek(KEY))).isFalse();
		assertThat(limiter.peek(KEY).retryAfter()).isEqualTo(wait.minus(MINUTE));
	}

	@ParameterizedTest
	@EnumSource
	default void aCostBeyondTheQuotaBlocksNobody(Algorithm algorithm) throws InterruptedException {
		RateLimiter limiter = limiter(new Clock(), limit(algorithm, HOUR));
		assertThat(StoreLimiter.of(limiter).request(KEY, QUOTA + 1, null, null).blocked()).isFalse();
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
		refuse(limiter);
		assertThat(StoreLimiter.of(limiter).request(KEY, QUOTA + 1, null, null).blocked()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void limitsWithoutBlocksRefuseNoLongerThanBefore(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm));
		spendAll(limiter);
		assertThat(blocked(limiter.tryAcquire(KEY))).isFalse();
		clock.advance(limiter.peek(KEY).retryAfter().toNanos());
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
	}

}

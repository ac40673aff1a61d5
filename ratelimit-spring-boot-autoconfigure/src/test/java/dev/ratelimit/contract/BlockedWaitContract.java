package dev.ratelimit.contract;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.ratelimit.contract.Blocks.HOUR;
import static dev.ratelimit.contract.Blocks.TEN;
import static dev.ratelimit.contract.Blocks.blocked;
import static dev.ratelimit.contract.Blocks.limit;
import static dev.ratelimit.contract.Blocks.refuse;
import static dev.ratelimit.contract.Blocks.spendAll;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocks, and calls that may wait.
 */
interface BlockedWaitContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void aCallThatMayWaitLongEnoughBlocksNobody(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR).withWaiting(TEN, 5));
		spendAll(limiter);
		long wait = limiter.peek(KEY).retryAfter().toNanos();
		assertThat(limiter.acquire(KEY, 1, Duration.ofNanos(wait)).allowed()).isTrue();
		spendAll(limiter);
		assertThat(StoreLimiter.of(limiter).request(KEY, 1, null, null).allowed()).isTrue();
		spendAll(limiter);
		wait = limiter.peek(KEY).retryAfter().toNanos();
		Decision refused = limiter.acquire(KEY, 1, Duration.ofNanos(wait - tick()));
		assertThat(blocked(refused)).isTrue();
		assertThat(refused.retryAfter()).isEqualTo(HOUR);
	}

	@ParameterizedTest
	@EnumSource
	default void aBlockedKeyNeverWaits(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR));
		refuse(limiter);
		long slept = clock.slept();
		assertThat(blocked(limiter.acquire(KEY))).isTrue();
		assertThat(blocked(limiter.acquire(KEY, 1, Duration.ofDays(1)))).isTrue();
		assertThat(blocked(limiter.acquireAsync(KEY, 1, Duration.ofDays(1)).toCompletableFuture().join())).isTrue();
		assertThat(clock.slept()).isEqualTo(slept);
	}

	@ParameterizedTest
	@EnumSource
	default void refusingForWantOfAPlaceToWaitBlocksNobody(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR).withWaiting(TEN, 0));
		spendAll(limiter);
		Decision refused = limiter.acquire(KEY, 1, TEN);
		assertThat(refused.allowed()).isFalse();
		assertThat(blocked(refused)).isFalse();
		clock.advance(refused.retryAfter().toNanos());
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
	}

}

package dev.ratelimit.contract;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lengths of blocks, and ways to begin one.
 */
final class Blocks {

	static final Duration MINUTE = Duration.ofMinutes(1);

	static final Duration TEN = Duration.ofMinutes(10);

	static final Duration HOUR = Duration.ofHours(1);

	private Blocks() {
	}

	static Limit limit(Algorithm algorithm, Duration... block) {
		return Limit.of("api", algorithm, Store.RATE).withBlock(block);
	}

	static boolean blocked(Decision decision) {
		return LimitDecision.of(decision).blocked();
	}

	/** Spends all that there is now, without being refused. */
	static void spendAll(RateLimiter limiter) {
		while (limiter.peek(Store.KEY).allowed()) {
			limiter.tryAcquire(Store.KEY);
		}
	}

	/** Lets the key be refused; says for how long. */
	static Duration refuse(RateLimiter limiter) {
		spendAll(limiter);
		LimitDecision refused = LimitDecision.of(limiter.tryAcquire(Store.KEY));
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.blocked()).isTrue();
		assertThat(refused.blockedBefore()).isFalse();
		return refused.retryAfter();
	}

}

package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refunds to token buckets while callers wait there, against the exact bucket: what left,
 * at the moments at which it left, must be what a bucket could have granted that was
 * refilled and refunded at the moments at which it was.
 */
class WaitingRefundTests {

	private static final String KEY = RefundScene.KEY;

	private static final Duration LONG = RefundScene.LONG;

	private static final int SEEDS = Integer.getInteger("waiting.seeds", 500);

	@Test
	void aRefundDoesNotLetASecondCallLeaveWithTheWaitingOne() throws InterruptedException {
		RefundScene scene = new RefundScene(Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1s"));
		Decision first = scene.limiter.tryAcquire(KEY);
		scene.meanwhile = () -> {
			scene.now += 500_000_000;
			scene.limiter.refund(KEY, first);
			assertThat(scene.limiter.tryAcquire(KEY).allowed()).isFalse();
		};
		assertThat(scene.limiter.acquire(KEY, 1, LONG).allowed()).isTrue();
		assertThat(scene.limiter.tryAcquire(KEY).retryAfter()).hasSeconds(1);
	}

	@Test
	void aRefundWhileCallersWaitIsThereWhenTheyHaveLeft() throws InterruptedException {
		RefundScene scene = new RefundScene(Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s"));
		Decision first = scene.limiter.tryAcquire(KEY, 3);
		Decision second = scene.limiter.tryAcquire(KEY, 7);
		scene.meanwhile = () -> {
			scene.limiter.refund(KEY, first);
			assertThat(scene.limiter.tryAcquire(KEY).retryAfter()).hasSeconds(2);
		};
		scene.limiter.acquire(KEY, 1, LONG);
		assertThat(scene.limiter.peek(KEY).remaining()).isEqualTo(3);
		scene.limiter.refund(KEY, second);
		assertThat(scene.limiter.peek(KEY).remaining()).isEqualTo(10);
	}

	@ParameterizedTest
	@EnumSource
	void anInterruptedWaiterLosesNothingToARefund(Refill refill) {
		RefundScene scene = new RefundScene(Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s").withRefill(refill));
		Decision first = scene.limiter.tryAcquire(KEY, 2);
		scene.limiter.tryAcquire(KEY, 8);
		scene.meanwhile = () -> {
			scene.limiter.refund(KEY, first);
			throw new InterruptedException();
		};
		assertThat(Thread.interrupted()).isFalse();
		scene.acquire(1);
		assertThat(scene.limiter.peek(KEY).remaining()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void callersLeaveAsTheExactBucketGrants(Refill refill) {
		for (int seed = 0; seed < SEEDS; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			// A permit comes in whole nanoseconds: turns between two of them are not
			// looked at here
			int permits = 1 + random.nextInt(4);
			int spare = random.nextInt(4);
			Limit limit = Limit
				.of("api", Algorithm.TOKEN_BUCKET, permits + "/" + permits * (1 + random.nextInt(9)) + "ns")
				.withCapacity((long) permits + spare)
				.withRefill(refill);
			RefundScene scene = new RefundScene(limit);
			// Nor costs for which a bucket refilled by interval would overflow before
			// they leave
			scene.deep = seed % 2 == 1;
			scene.improvise(random, (refill == Refill.GREEDY) ? permits + spare : 1 + spare);
			for (int step = 0; step < 60; step++) {
				scene.step();
			}
			scene.check("seed %d: %s".formatted(seed, limit));
		}
	}

}

package dev.ratelimit.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Waiting without a thread, on a clock that only the test moves.
 */
interface AsyncContract extends Store {

	Duration LONG = Duration.ofDays(1);

	private static CompletableFuture<Decision> acquire(RateLimiter limiter, long permits, Duration maxWait) {
		return limiter.acquireAsync(KEY, permits, maxWait).toCompletableFuture();
	}

	private RateLimiter drained(ManualTimeSource clock, Limit limit) {
		RateLimiter limiter = limiter(clock, limit);
		if (limit.algorithm() == Algorithm.PACED_WINDOW) {
			limiter.tryAcquire(KEY, QUOTA);
			clock.advance(Duration.ofSeconds(9));
		}
		Store.drain(limiter, KEY);
		return limiter;
	}

	private RateLimiter drained(ManualTimeSource clock, Algorithm algorithm) {
		return drained(clock, Limit.of("api", algorithm, RATE));
	}

	@ParameterizedTest
	@EnumSource
	default void anAsynchronousCallIsOverAtOnceWhereThePermitsAreThere(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withWaiting(Duration.ZERO, 0));
		CompletableFuture<Decision> stage = acquire(limiter, 1, Duration.ZERO);
		assertThat(stage).isCompleted();
		assertThat(stage.join().allowed()).isTrue();
		assertThat(stage.join().permits()).isEqualTo(1);
		assertThat(limiter.peek(KEY).resetAfter()).isPositive();
		assertThat(acquire(limiter, 0, LONG).join().permits()).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	default void anAsynchronousCallWithoutTimeIsRefusedAtOnceAndSpendsNothing(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = drained(clock, algorithm);
		Answer before = Answer.of(limiter.peek(KEY));
		for (Duration wait : List.of(Duration.ZERO, Duration.ofNanos(before.retryAfter() - tick()))) {
			CompletableFuture<Decision> stage = acquire(limiter, 1, wait);
			assertThat(stage).isCompleted();
			assertThat(Answer.of(stage.join())).isEqualTo(before);
		}
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	default void anAsynchronousCallIsAdmittedWhenTheClockReachesItsTurn(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = drained(clock, algorithm);
		for (int i = 0; i < 3; i++) {
			long now = clock.nanos();
			Duration wait = limiter.peek(KEY).retryAfter();
			CompletableFuture<Decision> stage = acquire(limiter, 1, wait);
			assertThat(clock.nanos()).isEqualTo(now);
			clock.advance(wait.minusNanos(1));
			assertThat(stage).isNotDone();
			clock.advance(Duration.ofNanos(1));
			assertThat(stage).isCompleted();
			assertThat(stage.join().allowed()).isTrue();
			assertThat(stage.join().permits()).isEqualTo(1);
			Store.drain(limiter, KEY);
		}
	}

	@ParameterizedTest
	@EnumSource
	default void asynchronousCallsAreEachAdmittedOnTheWay(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, "1/1s"));
		limiter.tryAcquire(KEY);
		long start = clock.nanos();
		List<CompletableFuture<Long>> wakings = List.of(1, 2, 3)
			.stream()
			.map((call) -> acquire(limiter, 1, LONG).thenApply((decision) -> clock.nanos() - start))
			.toList();
		clock.advance(Duration.ofMinutes(1));
		assertThat(wakings).allMatch(CompletableFuture::isDone);
		// A permit of the window before counts until the next one ends
		long each = (algorithm == Algorithm.SLIDING_WINDOW_COUNTER) ? 2_000_000_000L : 1_000_000_000L;
		assertThat(wakings).extracting(CompletableFuture::join).containsExactlyInAnyOrder(each, 2 * each, 3 * each);
	}

	@ParameterizedTest
	@EnumSource
	default void aCancelledCallHasSpentNothing(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = drained(clock, Limit.of("api", algorithm, RATE).withWaiting(LONG, 1));
		Answer before = Answer.of(limiter.peek(KEY));
		for (int i = 0; i < 3; i++) {
			CompletableFuture<Decision> stage = acquire(limiter, 1, LONG);
			assertThat(stage).isNotDone();
			assertThat(stage.cancel(true)).isTrue();
			assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
		}
		CompletableFuture<Decision> next = acquire(limiter, 1, Duration.ofNanos(before.retryAfter()));
		clock.advance(Duration.ofNanos(before.retryAfter()));
		assertThat(next).isCompletedWithValueMatching(Decision::allowed);
	}

	@ParameterizedTest
	@EnumSource
	default void aCallThatTimedOutHasSpentNothing(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = drained(clock, algorithm);
		Answer before = Answer.of(limiter.peek(KEY));
		acquire(limiter, 1, LONG).completeExceptionally(new IllegalStateException("too late"));
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	default void tooManyAsynchronousCallsAreRefusedAtOnce(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = drained(clock, Limit.of("api", algorithm, RATE).withWaiting(LONG, 1));
		CompletableFuture<Decision> first = acquire(limiter, 1, LONG);
		assertThat(acquire(limiter, 1, LONG)).isCompletedWithValueMatching((decision) -> !decision.allowed());
		clock.advance(LONG);
		assertThat(first).isCompletedWithValueMatching(Decision::allowed);
		Store.drain(limiter, KEY);
		assertThat(acquire(limiter, 1, LONG)).isNotDone();
	}

	@ParameterizedTest
	@EnumSource
	default void anAsynchronousCallThatWaitedCanBeRefunded(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = drained(clock, algorithm);
		CompletableFuture<Long> gained = acquire(limiter, 1, LONG).thenApply((decision) -> {
			long before = limiter.peek(KEY).remaining();
			limiter.refund(KEY, decision);
			return limiter.peek(KEY).remaining() - before;
		});
		clock.advance(LONG);
		assertThat(gained).isCompletedWithValue(1L);
	}

	@ParameterizedTest
	@EnumSource
	default void anAsynchronousCallUnderSeveralLimitsWaitsUntilAllAdmit(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiterRegistry registry = registry(clock, List.of(Limit.of("tight", algorithm, "1/10s"),
				Limit.of("roomy", Algorithm.FIXED_WINDOW, "3/1m").withWaiting(Duration.ZERO, 5)));
		RateLimiter both = registry.all("tight", "roomy");
		both.tryAcquire(KEY);
		Duration wait = both.peek(KEY).retryAfter();
		CompletableFuture<Decision> cancelled = acquire(both, 1, wait);
		cancelled.cancel(false);
		CompletableFuture<Decision> stage = acquire(both, 1, wait);
		clock.advance(wait.minusNanos(1));
		assertThat(stage).isNotDone();
		clock.advance(Duration.ofNanos(1));
		assertThat(stage).isCompletedWithValueMatching((decision) -> decision.allowed() && decision.permits() == 1);
		assertThat(registry.get("roomy").peek(KEY).remaining()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	default void mistakesInAsynchronousCallsAreThrown(Algorithm algorithm) {
		RateLimiter limiter = limiter(new ManualTimeSource(), Limit.of("api", algorithm, RATE));
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquireAsync(KEY, -1, LONG));
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquireAsync(KEY, QUOTA + 1, LONG));
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquireAsync(KEY, 1, Duration.ofNanos(-1)));
		assertThat(limiter.peek(KEY).resetAfter()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void anAsynchronousRequestIsDecidedAsABlockingOne(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withWaiting(LONG, 10));
		StoreLimiter store = StoreLimiter.of(limiter);
		assertThat(store.requestAsync(KEY, 1, null, null).toCompletableFuture().join().permits()).isEqualTo(1);
		Answer before = Answer.of(limiter.peek(KEY));
		LimitDecision refused = store.requestAsync(KEY, QUOTA + 1, null, null).toCompletableFuture().join();
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.retryAfter()).isEqualTo(refused.resetAfter()).hasNanos(before.resetAfter());
		Store.drain(limiter, KEY);
		CompletableFuture<LimitDecision> stage = store.requestAsync(KEY, 1, null, null).toCompletableFuture();
		assertThat(stage).isNotDone();
		clock.advance(LONG);
		assertThat(stage).isCompletedWithValueMatching(Decision::allowed);
	}

}

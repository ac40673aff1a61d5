package dev.ratelimit.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls in flight: two at once, each for at most a minute.
 */
interface InFlightContract extends Store {

	Duration HOLD = Duration.ofMinutes(1);

	Duration LONG = Duration.ofDays(1);

	Limit EXPORTS = Limit.concurrency("exports", 2).build();

	private static CompletableFuture<Decision> wait(RateLimiter limiter, long permits, Duration maxWait) {
		return limiter.acquireAsync(KEY, permits, maxWait).toCompletableFuture();
	}

	@Test
	default void aPermitComesBackByItsRefundOnce() {
		RateLimiter limiter = limiter(new ManualTimeSource(), EXPORTS);
		Decision first = limiter.tryAcquire(KEY);
		Decision second = limiter.tryAcquire(KEY);
		assertThat(List.of(first, second)).extracting(Decision::remaining).containsExactly(1L, 0L);
		assertThat(limiter.tryAcquire(KEY).retryAfter()).isEqualTo(HOLD);
		limiter.refund(KEY, first);
		assertThat(limiter.peek(KEY).remaining()).isOne();
		limiter.refund(KEY, first);
		assertThat(limiter.peek(KEY).remaining()).isOne();
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
	}

	@Test
	default void aKeyThatHoldsNothingIsLikeANewOne() {
		RateLimiter limiter = limiter(new ManualTimeSource(), EXPORTS);
		limiter.refund(KEY, limiter.tryAcquire(KEY, 2));
		assertThat(limiter.peek(KEY)).extracting(Decision::remaining, Decision::resetAfter)
			.containsExactly(2L, Duration.ZERO);
	}

	@Test
	default void aPermitIsFreeAtExactlyMaxHoldAndItsRefundThenGivesNothingBack() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, EXPORTS);
		Decision lost = limiter.tryAcquire(KEY, 2);
		clock.advance(HOLD.minusNanos(tick()));
		assertThat(limiter.tryAcquire(KEY).retryAfter()).hasNanos(tick());
		clock.advance(Duration.ofNanos(tick()));
		assertThat(limiter.tryAcquire(KEY, 2).allowed()).isTrue();
		limiter.refund(KEY, lost);
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
	}

	@Test
	default void aRefusedCallHearsWhenEnoughHoldsAreOver() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, EXPORTS);
		limiter.tryAcquire(KEY);
		clock.advance(Duration.ofSeconds(10));
		limiter.tryAcquire(KEY);
		assertThat(limiter.tryAcquire(KEY, 1).retryAfter()).hasSeconds(50);
		assertThat(limiter.tryAcquire(KEY, 2).retryAfter()).hasSeconds(60);
		assertThat(limiter.peek(KEY).resetAfter()).hasSeconds(60);
	}

	@Test
	default void callsThatOverlapLeaveNothingBehind() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, EXPORTS);
		Decision before = limiter.tryAcquire(KEY);
		for (int i = 0; i < 200; i++) {
			clock.advance(Duration.ofMillis(500));
			Decision next = limiter.tryAcquire(KEY);
			assertThat(next.allowed()).isTrue();
			limiter.refund(KEY, before);
			before = next;
		}
		assertThat(limiter.peek(KEY).remaining()).isOne();
	}

	@Test
	default void ofSeveralLimitsTheEndOfACallGivesBackWhatItHoldsOnly() {
		RateLimiterRegistry registry = registry(new ManualTimeSource(),
				List.of(Limit.of("api", Algorithm.TOKEN_BUCKET, RATE), EXPORTS));
		StoreLimiter both = StoreLimiter.of(registry.all("api", "exports"));
		Decision first = both.tryAcquire(KEY);
		both.tryAcquire(KEY);
		assertThat(both.tryAcquire(KEY)).extracting(Decision::allowed, Decision::limit)
			.containsExactly(false, "exports");
		assertThat(registry.get("api").peek(KEY).remaining()).isEqualTo(QUOTA - 2);
		both.release(KEY, first);
		assertThat(registry.get("exports").peek(KEY).remaining()).isOne();
		assertThat(registry.get("api").peek(KEY).remaining()).isEqualTo(QUOTA - 2);
		both.release(KEY, first);
		both.refund(KEY, first);
		both.refund(KEY, first);
		assertThat(registry.get("exports").peek(KEY).remaining()).isOne();
		assertThat(registry.get("api").peek(KEY).remaining()).isEqualTo(QUOTA - 1);
	}

	@Test
	default void theEndOfACallGivesBackNothingOfOtherAlgorithms() {
		StoreLimiter limiter = StoreLimiter.of(limiter(new ManualTimeSource(), Algorithm.TOKEN_BUCKET));
		limiter.release(KEY, limiter.tryAcquire(KEY));
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(QUOTA - 1);
	}

	@Test
	default void whoeverWaitsLeavesInOrderOfArrivalWhenOthersGiveBack() {
		RateLimiter limiter = limiter(new ManualTimeSource(), EXPORTS);
		Decision first = limiter.tryAcquire(KEY);
		Decision second = limiter.tryAcquire(KEY);
		List<CompletableFuture<Decision>> waiting = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			waiting.add(wait(limiter, 1, Duration.ofSeconds(5)));
		}
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		limiter.refund(KEY, first);
		assertThat(waiting).extracting(CompletableFuture::isDone).containsExactly(true, false, false);
		limiter.refund(KEY, waiting.get(0).join());
		assertThat(waiting).extracting(CompletableFuture::isDone).containsExactly(true, true, false);
		StoreLimiter.of(limiter).release(KEY, second);
		assertThat(waiting).allMatch((call) -> call.isDone() && call.join().allowed());
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
	}

	@Test
	default void nobodyOvertakesACallThatWaitsForMorePermits() {
		RateLimiterRegistry registry = registry(new ManualTimeSource(),
				List.of(Limit.of("api", Algorithm.TOKEN_BUCKET, RATE), EXPORTS));
		RateLimiter limiter = registry.get("exports");
		Decision first = limiter.tryAcquire(KEY);
		Decision second = limiter.tryAcquire(KEY);
		CompletableFuture<Decision> both = wait(limiter, 2, LONG);
		limiter.refund(KEY, first);
		for (RateLimiter any : List.of(limiter, registry.all("api", "exports"))) {
			Decision refused = any.tryAcquire(KEY);
			assertThat(refused).extracting(Decision::allowed, Decision::limit).containsExactly(false, "exports");
			assertThat(refused.retryAfter()).isPositive();
			assertThat(any.peek(KEY).allowed()).isFalse();
			assertThat(wait(any, 1, Duration.ZERO).join().allowed()).isFalse();
		}
		assertThat(limiter.tryAcquire("another").allowed()).isTrue();
		CompletableFuture<Decision> next = wait(limiter, 1, LONG);
		limiter.refund(KEY, second);
		assertThat(both).isCompletedWithValueMatching((decision) -> decision.permits() == 2);
		assertThat(next).isNotDone();
		limiter.refund(KEY, both.join());
		assertThat(next).isCompletedWithValueMatching(Decision::allowed);
		assertThat(registry.get("api").peek(KEY).remaining()).isEqualTo(QUOTA);
	}

	@Test
	default void aCancelledCallLeavesTheLineAndTheNextIsItsTurn() {
		RateLimiter limiter = limiter(new ManualTimeSource(), EXPORTS);
		Decision first = limiter.tryAcquire(KEY);
		limiter.tryAcquire(KEY);
		CompletableFuture<Decision> both = wait(limiter, 2, LONG);
		CompletableFuture<Decision> next = wait(limiter, 1, LONG);
		limiter.refund(KEY, first);
		assertThat(next).isNotDone();
		both.cancel(false);
		assertThat(next).isCompletedWithValueMatching(Decision::allowed);
		assertThat(limiter.peek(KEY).remaining()).isZero();
	}

	@Test
	default void whoeverWaitsIsRefusedWhenItsTimeIsOverAndAdmittedWhenAHoldIs() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, EXPORTS);
		limiter.tryAcquire(KEY, 2);
		CompletableFuture<Decision> brief = wait(limiter, 1, Duration.ofSeconds(5));
		CompletableFuture<Decision> behind = wait(limiter, 1, Duration.ofSeconds(5));
		CompletableFuture<Decision> patient = wait(limiter, 2, HOLD);
		clock.advance(Duration.ofSeconds(5).minusNanos(tick()));
		assertThat(List.of(brief, behind, patient)).noneMatch(CompletableFuture::isDone);
		clock.advance(Duration.ofNanos(tick()));
		assertThat(brief.join()).extracting(Decision::allowed, Decision::permits).containsExactly(false, 0L);
		assertThat(brief.join().retryAfter()).hasSeconds(55);
		assertThat(behind.join().allowed()).isFalse();
		clock.advance(Duration.ofSeconds(55));
		assertThat(patient).isCompletedWithValueMatching((decision) -> decision.permits() == 2);
	}

	@Test
	default void aThreadThatWaitsIsWokenWhenAnotherGivesBack() throws InterruptedException {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, EXPORTS);
		Decision first = limiter.tryAcquire(KEY);
		limiter.tryAcquire(KEY);
		long start = clock.nanos();
		clock.delay(2_000_000_000L).thenRun(() -> limiter.refund(KEY, first));
		assertThat(limiter.acquire(KEY, 1, Duration.ofSeconds(5)).allowed()).isTrue();
		assertThat(clock.nanos() - start).isEqualTo(2_000_000_000L);
		assertThat(limiter.acquire(KEY, 1, Duration.ofSeconds(5)).allowed()).isFalse();
		assertThat(clock.nanos() - start).isEqualTo(7_000_000_000L);
	}

	@Test
	default void anInterruptedCallLeavesTheLine() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, EXPORTS);
		Decision first = limiter.tryAcquire(KEY);
		limiter.tryAcquire(KEY);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY));
		limiter.refund(KEY, first);
		assertThat(limiter.tryAcquire(KEY).allowed()).isTrue();
	}

	@Test
	default void aCallThatWaitsUnderSeveralLimitsHoldsUntilAllAdmit() {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiterRegistry registry = registry(clock,
				List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "3/10s"), EXPORTS));
		RateLimiter both = registry.all("api", "exports");
		Decision first = both.tryAcquire(KEY, 2);
		CompletableFuture<Decision> waiting = wait(both, 2, Duration.ofSeconds(20));
		StoreLimiter.of(both).release(KEY, first);
		assertThat(waiting).as("two of three are spent").isNotDone();
		clock.advance(Duration.ofSeconds(10));
		assertThat(waiting).isCompletedWithValueMatching((decision) -> decision.permits() == 2);
	}

}

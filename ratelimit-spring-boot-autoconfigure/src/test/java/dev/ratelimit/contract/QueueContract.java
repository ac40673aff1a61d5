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
import dev.ratelimit.Refill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waiting in line, on the buckets.
 */
interface QueueContract extends Store {

	Duration LONG = Duration.ofDays(1);

	Duration SECOND = Duration.ofSeconds(1);

	@ParameterizedTest
	@EnumSource(names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	default void bucketsServeInOrderOfArrival(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = drained(clock, algorithm);
		List<Long> wakings = new ArrayList<>();
		clock.duringSleep(() -> {
			assertThat(limiter.tryAcquire(KEY).retryAfter()).as("behind the first").isEqualTo(SECOND.multipliedBy(3));
			assertThat(limiter.acquire(KEY, 1, SECOND.multipliedBy(2)).allowed()).isFalse();
			assertThat(limiter.acquire(KEY, 1, SECOND.multipliedBy(3)).allowed()).isTrue();
			wakings.add(clock.nanos());
		});
		assertThat(limiter.acquire(KEY, 2, LONG).allowed()).isTrue();
		assertThat(wakings).containsExactly(Clock.START + 3_000_000_000L);
	}

	@ParameterizedTest
	@EnumSource(names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	default void anInterruptedWaiterGivesBackOnlyWhileNoLaterCallHoldsASlot(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = drained(clock, algorithm);
		clock.duringSleep(() -> {
			limiter.acquire(KEY, 5, LONG);
			throw new InterruptedException();
		});
		long end = clock.nanos() + 7_000_000_000L;
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY, 1, LONG));
		clock.advance(end - tick() - clock.nanos());
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		clock.duringSleep(() -> {
			assertThat(limiter.acquire(KEY, 5, Duration.ZERO).allowed()).isFalse();
			throw new InterruptedException();
		});
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY, 1, LONG));
		assertThat(limiter.peek(KEY).retryAfter()).hasNanos(tick());
	}

	@Test
	default void aWaiterTakesNoPermitsThatAFullBucketCouldNotHold() throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock,
				Limit.of("api", Algorithm.TOKEN_BUCKET, "4/10s").withCapacity(5L).withRefill(Refill.INTERVAL));
		limiter.tryAcquire(KEY, 3);
		// Full, with two left over, when this one leaves with all of it
		assertThat(limiter.acquire(KEY, 5, LONG).allowed()).isTrue();
		assertThat(limiter.peek(KEY).remaining()).isZero();
		assertThat(limiter.tryAcquire(KEY, 5).retryAfter()).isEqualTo(SECOND.multipliedBy(20));
	}

	@Test
	default void anInterruptedWaiterGivesBackTheNextIntervalsPermits() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", Algorithm.TOKEN_BUCKET, RATE).withRefill(Refill.INTERVAL));
		Store.drain(limiter, KEY);
		clock.duringSleep(() -> {
			throw new InterruptedException();
		});
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY, 4, LONG));
		clock.duringSleep(() -> {
			limiter.acquire(KEY, 3, LONG);
			throw new InterruptedException();
		});
		long end = clock.nanos() + SECOND.toNanos() * 10;
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY, 4, LONG));
		clock.advance(end - clock.nanos());
		assertThat(limiter.peek(KEY).remaining()).as("a later call holds its slots").isEqualTo(QUOTA - 4 - 3);
	}

	/**
	 * A store that cannot tell a refund from a later call must lose the permit, not grant
	 * it twice.
	 */
	@Test
	default void anInterruptedWaiterNeverGivesBackMoreThanHeReserved() {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Algorithm.TOKEN_BUCKET);
		Decision spent = limiter.tryAcquire(KEY, QUOTA);
		clock.duringSleep(() -> {
			limiter.refund(KEY, spent);
			throw new InterruptedException();
		});
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY, 1, LONG));
		assertThat(limiter.peek(KEY).remaining()).isBetween(QUOTA - 1, QUOTA);
		assertThat(limiter.tryAcquire(KEY, QUOTA - 1).allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	default void asynchronousCallsLeaveInOrderOfArrival(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.drain(limiter, KEY);
		List<String> left = new ArrayList<>();
		long start = clock.nanos();
		for (long permits : new long[] { 2, 1, 3 }) {
			limiter.acquireAsync(KEY, permits, LONG)
				.thenAccept((decision) -> left
					.add(permits + " after " + Duration.ofNanos(clock.nanos() - start).toSeconds()));
		}
		assertThat(limiter.peek(KEY).retryAfter()).as("behind all").isGreaterThan(SECOND.multipliedBy(5));
		clock.advance(Duration.ofMinutes(1));
		assertThat(left).isEqualTo((algorithm == Algorithm.TOKEN_BUCKET)
				? List.of("2 after 2", "1 after 3", "3 after 6") : List.of("2 after 1", "1 after 3", "3 after 4"));
	}

	@ParameterizedTest
	@EnumSource(names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	default void aCancelledCallGivesBackOnlyWhileNoLaterCallHoldsASlot(Algorithm algorithm) {
		ManualTimeSource clock = new ManualTimeSource();
		RateLimiter limiter = limiter(clock, algorithm);
		Store.drain(limiter, KEY);
		CompletableFuture<Decision> first = limiter.acquireAsync(KEY, 1, LONG).toCompletableFuture();
		CompletableFuture<Decision> second = limiter.acquireAsync(KEY, 1, LONG).toCompletableFuture();
		Duration behind = limiter.peek(KEY).retryAfter();
		first.cancel(false);
		assertThat(limiter.peek(KEY).retryAfter()).isEqualTo(behind);
		second.cancel(false);
		assertThat(limiter.peek(KEY).retryAfter()).isEqualTo(behind.minus(SECOND));
	}

}

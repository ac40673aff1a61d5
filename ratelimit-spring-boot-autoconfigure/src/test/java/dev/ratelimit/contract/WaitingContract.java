package dev.ratelimit.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Waiting, on a clock that moves when somebody sleeps.
 */
interface WaitingContract extends Store {

	Duration LONG = Duration.ofDays(1);

	Duration SECOND = Duration.ofSeconds(1);

	@ParameterizedTest
	@EnumSource
	default void acquireWaitsExactlyAsLongAsItMust(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = drained(clock, algorithm);
		for (int i = 0; i < 5; i++) {
			long wait = limiter.peek(KEY).retryAfter().toNanos();
			long slept = clock.slept();
			Decision decision = limiter.acquire(KEY, 1, Duration.ofNanos(wait));
			assertThat(decision.allowed()).isTrue();
			assertThat(decision.permits()).isEqualTo(1);
			assertThat(clock.slept() - slept).isEqualTo(wait);
			Store.drain(limiter, KEY);
		}
	}

	@ParameterizedTest
	@EnumSource
	default void acquireDoesNotWaitForWhatIsThere(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		Limit limit = Limit.of("api", algorithm, RATE).withWaiting(Duration.ZERO, 0);
		assertThat(limiter(clock, limit).acquire(KEY).allowed()).isTrue();
		assertThat(limiter(clock, limit).acquire(KEY, 1, Duration.ZERO).allowed()).isTrue();
		assertThat(clock.slept()).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	default void acquireWithoutLimitOfTimeWaits(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, "1/3650d"));
		limiter.tryAcquire(KEY);
		long wait = limiter.peek(KEY).retryAfter().toNanos();
		assertThat(limiter.acquire(KEY).allowed()).isTrue();
		assertThat(clock.slept()).isEqualTo(wait);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	default void aWaitThatWouldBeTooLongIsRefusedAtOnceAndSpendsNothing(Algorithm algorithm)
			throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = drained(clock, algorithm);
		Answer before = Answer.of(limiter.peek(KEY));
		Decision refused = limiter.acquire(KEY, 1, Duration.ofNanos(before.retryAfter() - tick()));
		assertThat(Answer.of(refused)).isEqualTo(before);
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
		assertThat(clock.slept()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void anInterruptedWaiterHasSpentNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = drained(clock, algorithm);
		Answer before = Answer.of(limiter.peek(KEY));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY));
		assertThat(Thread.interrupted()).isFalse();
		clock.duringSleep(() -> {
			throw new InterruptedException();
		});
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.acquire(KEY));
		assertThat(Answer.of(limiter.peek(KEY))).isEqualTo(before);
	}

	@ParameterizedTest
	@EnumSource
	default void tooManyWaitersAreRefusedAtOnce(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withWaiting(LONG, 1));
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		for (int i = 0; i < 3; i++) {
			List<Decision> nested = new ArrayList<>();
			clock.duringSleep(() -> nested.add(limiter.acquire(KEY, 1, LONG)));
			assertThat(limiter.acquire(KEY, 1, LONG).allowed()).isTrue();
			assertThat(nested).extracting(Decision::allowed).containsExactly(false);
			Store.drain(limiter, KEY);
		}
	}

	@ParameterizedTest
	@EnumSource
	default void nobodyWaitsWhereNobodyMay(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, Limit.of("api", algorithm, RATE).withWaiting(LONG, 0));
		Store.open(clock, limiter, algorithm, KEY);
		Store.drain(limiter, KEY);
		Answer before = Answer.of(limiter.peek(KEY));
		assertThat(Answer.of(limiter.acquire(KEY))).isEqualTo(before);
		assertThat(Answer.of(StoreLimiter.of(limiter).request(KEY, 1, null, null))).isEqualTo(before);
		assertThat(clock.slept()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	default void aCallThatWaitedCanBeRefunded(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiter limiter = drained(clock, algorithm);
		Decision decision = limiter.acquire(KEY, 1, LONG);
		long remaining = limiter.peek(KEY).remaining();
		limiter.refund(KEY, decision);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(remaining + 1);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	default void acquireUnderSeveralLimitsWaitsUntilAllAdmit(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		RateLimiterRegistry registry = registry(clock, List.of(Limit.of("tight", algorithm, "1/10s"),
				Limit.of("roomy", Algorithm.FIXED_WINDOW, "2/1m").withWaiting(Duration.ZERO, 5)));
		RateLimiter both = registry.all("tight", "roomy");
		both.tryAcquire(KEY);
		long wait = both.peek(KEY).retryAfter().toNanos();
		assertThat(both.acquire(KEY, 1, Duration.ofNanos(wait - tick())).allowed()).isFalse();
		assertThat(both.acquire(KEY, 1, Duration.ofNanos(wait)).allowed()).isTrue();
		assertThat(clock.slept()).isEqualTo(wait);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> both.acquire(KEY));
		clock.advance(60_000_000_000L);
		assertThat(registry.get("roomy").peek(KEY).remaining()).isEqualTo(2);
		assertThat(both.tryAcquire(KEY).allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void anObservingLimitNeverMakesACallerWait(Algorithm algorithm) throws InterruptedException {
		Clock clock = new Clock();
		Limit limit = Limit.of("api", algorithm, RATE).withMode(Mode.OBSERVE).withWaiting(LONG, 10);
		RateLimiter limiter = limiter(clock, limit);
		Store.open(clock, limiter, algorithm, KEY);
		limiter.tryAcquire(KEY, (algorithm == Algorithm.LEAKY_BUCKET) ? 1 : QUOTA);
		for (Decision decision : List.of(limiter.tryAcquire(KEY), limiter.acquire(KEY),
				StoreLimiter.of(limiter).request(KEY, 1, null, null),
				StoreLimiter.of(limiter).request(KEY, QUOTA + 1, null, null))) {
			assertThat(decision.allowed()).isTrue();
			assertThat(decision.observed()).isTrue();
			assertThat(decision.permits()).isZero();
			assertThat(decision.retryAfter()).isPositive();
		}
		assertThat(clock.slept()).isZero();
	}

}

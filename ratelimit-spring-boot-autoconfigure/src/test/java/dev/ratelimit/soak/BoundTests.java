package dev.ratelimit.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.soak.History.Call;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls to the real limiters whose answers come late, in another order than they were
 * decided: the bounds accept them, but not those of a limiter that grants one more or
 * less.
 */
class BoundTests {

	private static final int PERMITS = 20;

	private static final long PERIOD = 1_000_000_000;

	private static final int CALLS = 20_000;

	@ParameterizedTest
	@EnumSource
	void whatALimiterAnswersIsRight(Algorithm algorithm) {
		for (int seed = 1; seed <= 5; seed++) {
			History history = history(algorithm, PERMITS, 20, seed);
			assertThat(bound(algorithm).tooMany(history)).as("too many of seed %d", seed).isZero();
			assertThat(bound(algorithm).withoutCause(history)).as("without cause of seed %d", seed).isZero();
			int last = history.admitted().size() - 1;
			assertThat(history.admitted().size()).isBetween(CALLS / 4,
					(int) bound(algorithm).most(history.sent(0), history.received(last)));
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PACED_WINDOW")
	void oneMoreIsTooMany(Algorithm algorithm) {
		History history = history(algorithm, PERMITS + 1, 2, 1);
		assertThat(bound(algorithm).tooMany(history)).isPositive();
	}

	/** Of which no more can be said than that it is twice its permits at most. */
	@ParameterizedTest
	@EnumSource(names = "PACED_WINDOW")
	void twiceAndOneIsTooMany(Algorithm algorithm) {
		History history = history(algorithm, 2 * PERMITS + 1, 2, 1);
		assertThat(bound(algorithm).tooMany(history)).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void oneLessIsWithoutCause(Algorithm algorithm) {
		History history = history(algorithm, PERMITS - 1, 2, 1);
		assertThat(bound(algorithm).withoutCause(history)).isPositive();
	}

	private static Bound bound(Algorithm algorithm) {
		return switch (algorithm) {
			case TOKEN_BUCKET -> new Bound.Bucket(PERMITS, PERMITS, PERMITS, PERIOD);
			case LEAKY_BUCKET -> new Bound.Bucket(1, 1, PERMITS, PERIOD);
			case FIXED_WINDOW -> new Bound.Window(PERMITS, PERIOD);
			case SLIDING_WINDOW_LOG, CONCURRENCY -> new Bound.Log(PERMITS, PERIOD);
			case SLIDING_WINDOW_COUNTER -> new Bound.Counter(PERMITS, PERIOD);
			case PACED_WINDOW -> new Bound.Bucket(2 * PERMITS, 1, PERMITS, PERIOD);
		};
	}

	/** Some 40 calls a second, now and then after a pause. */
	private static History history(Algorithm algorithm, int permits, int delayMillis, int seed) {
		SplittableRandom random = new SplittableRandom(seed);
		ManualTimeSource clock = new ManualTimeSource();
		long delay = Duration.ofMillis(delayMillis).toNanos();
		List<Call> admitted = new ArrayList<>();
		List<Call> refused = new ArrayList<>();
		Limit limit = Limit.of("api", algorithm, permits + "/1s");
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, clock,
				10)) {
			RateLimiter limiter = registry.get("api");
			for (int i = 0; i < CALLS; i++) {
				clock.advance(Duration.ofNanos(random.nextLong((random.nextInt(100) == 0) ? 2 * PERIOD : PERIOD / 20)));
				long now = clock.nanos();
				Call call = new Call(now - random.nextLong(delay), now + random.nextLong(delay));
				(limiter.tryAcquire("key").allowed() ? admitted : refused).add(call);
			}
		}
		return new History(admitted, refused);
	}

}

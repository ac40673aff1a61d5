package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.remote.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that travel together against the same calls one by one: each is told the same.
 */
class TogetherTripsTests {

	private static final int TRIPS = 400;

	private static final Duration SHORT = Duration.ofMillis(700);

	private static final Duration LONG = Duration.ofMillis(2500);

	private final ManualTimeSource time = new ManualTimeSource();

	private final ScriptRunner runner = new ClockedRunner(Redis.runner(), this.time);

	static Stream<List<Limit>> limits() {
		Limit bucket = Limit.of("bucket", Algorithm.TOKEN_BUCKET, "7/3s");
		Limit slow = Limit.of("slow", Algorithm.LEAKY_BUCKET, "3/s");
		Limit log = Limit.of("log", Algorithm.SLIDING_WINDOW_LOG, "9/2s");
		Limit counter = Limit.of("counter", Algorithm.SLIDING_WINDOW_COUNTER, "11/2s");
		Limit paced = Limit.of("paced", Algorithm.PACED_WINDOW, "12/5s");
		Limit fixed = Limit.of("fixed", Algorithm.FIXED_WINDOW, "8/1s");
		Limit daily = Limit.of("daily", Algorithm.FIXED_WINDOW, "100/day");
		Limit monthly = Limit.of("monthly", Algorithm.FIXED_WINDOW, "700/month");
		return Stream.of(List.of(bucket), List.of(bucket.withCapacity(40L).withInitial(3L)),
				List.of(bucket.withRefill(Refill.INTERVAL).withCapacity(20L)), List.of(slow), List.of(log),
				List.of(counter), List.of(paced), List.of(fixed), List.of(bucket.withMode(Mode.OBSERVE)),
				List.of(bucket, fixed), List.of(log, slow, counter), List.of(paced, bucket.withMode(Mode.OBSERVE)),
				List.of(fixed.withMode(Mode.OBSERVE), log.withMode(Mode.OBSERVE)), List.of(bucket.withBlock(SHORT)),
				List.of(fixed.withBlock(SHORT, LONG)), List.of(log.withBlock(LONG)),
				List.of(slow.withBlock(SHORT, LONG)), List.of(counter.withBlock(SHORT), bucket),
				List.of(paced, bucket.withBlock(SHORT, LONG), fixed.withBlock(LONG)), List.of(daily),
				List.of(bucket, daily), List.of(daily.withBlock(LONG), monthly.withBlock(SHORT)),
				List.of(bucket.withBlock(SHORT).withMode(Mode.OBSERVE), fixed));
	}

	@ParameterizedTest
	@MethodSource("limits")
	void eachIsToldWhatItWouldBeToldAlone(List<Limit> limits) {
		RedisLimits alone = limits(limits);
		RedisLimits travelling = limits(limits);
		TogetherTrips trips = new TogetherTrips(this.runner, limits.size());
		SplittableRandom random = new SplittableRandom(limits.hashCode());
		this.time.advance(Duration.ofDays(20_000));
		boolean calendar = limits.stream().anyMatch((limit) -> limit.rate().calendar() != null);
		long longest = calendar ? Duration.ofHours(6).toNanos() : 3_000_000_000L;
		for (int trip = 0; trip < TRIPS; trip++) {
			this.time.advance(Duration.ofNanos(random.nextLong(random.nextBoolean() ? 1_000_000 : longest)));
			List<Spending> together = new ArrayList<>();
			List<LimitDecision> expected = new ArrayList<>();
			int calls = 2 + random.nextInt(30);
			long cost = 1 + random.nextInt(3);
			WaitBudget budget = budget(random);
			for (int call = 0; call < calls; call++) {
				String key = "key" + random.nextInt(2);
				cost = (random.nextInt(6) == 0) ? 1 + random.nextInt(5) : cost;
				cost = Math.min(cost, alone.quota(key));
				budget = (random.nextInt(6) == 0) ? budget(random) : budget;
				Spending one = (Spending) alone.key(key, cost).spend(cost, budget);
				expected.add(one.read(one.alone().whole().join()));
				together.add((Spending) travelling.key(key, cost).spend(cost, budget));
			}
			byte[][] answers = new byte[calls][];
			trips.together(together, (answer, call) -> answers[call] = answer).join();
			for (int call = 0; call < calls; call++) {
				assertThat(told(together.get(call).read(answers[call]))).as("trip %d, call %d of %s", trip, call, calls)
					.isEqualTo(told(expected.get(call)));
			}
		}
	}

	@Test
	void aKeyInAnotherWindowOfTheCalendarSendsNoOtherBack() {
		Limit daily = Limit.of("daily", Algorithm.FIXED_WINDOW, "100/day");
		RedisLimits limits = limits(List.of(daily));
		this.time.advance(Duration.ofDays(20_001));
		// As after a failover to a server whose clock is behind
		spend(limits, "ahead");
		ManualTimeSource behind = new ManualTimeSource();
		behind.advance(Duration.ofDays(20_000));
		TogetherTrips trips = new TogetherTrips(new ClockedRunner(Redis.runner(), behind), 1);
		List<LimitDecision> told = new ArrayList<>();
		List<Spending> calls = Stream.of("one", "ahead", "one")
			.map((key) -> (Spending) limits.key(key, 1).spend(1, WaitBudget.NONE))
			.toList();
		trips.together(calls, (answer, call) -> told.add(calls.get(call).read(answer))).join();
		assertThat(told).extracting(LimitDecision::remaining).containsExactlyInAnyOrder(99L, 98L, 98L);
	}

	private void spend(RedisLimits limits, String key) {
		Spending call = (Spending) limits.key(key, 1).spend(1, WaitBudget.NONE);
		call.read(call.alone().whole().join());
	}

	/** Of calls that block their key when they give up, some wait. */
	private static WaitBudget budget(SplittableRandom random) {
		return random.nextBoolean() ? WaitBudget.NONE : new WaitBudget(Duration.ofMillis(random.nextInt(900)), 0);
	}

	private static String told(LimitDecision decision) {
		StringBuilder text = new StringBuilder();
		for (LimitDecision part : decision.all()) {
			text.append("%s allowed %s blocked %s before %s observed %s permits %d remaining %d retry %d reset %d; "
				.formatted(part.limit(), part.allowed(), part.blocked(), part.blockedBefore(), part.observed(),
						part.permits(), part.remaining(), part.retryAfterNanos(), part.resetAfterNanos()));
		}
		return text.toString();
	}

	private RedisLimits limits(List<Limit> limits) {
		TermsInForce inForce = new TermsInForce(limits, Map.of());
		List<RedisLimit> parts = limits.stream()
			.map((limit) -> new RedisLimit(limit.name(), inForce, null, this.time, 100, null))
			.toList();
		return new RedisLimits(parts, new RedisKeys(Redis.prefix(), ""), this.runner, Duration.ofSeconds(10),
				Clock.SYSTEM);
	}

}

package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.remote.OnFailure;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that alternate between plans, on both stores: the same decisions.
 */
class PlanDifferentialTests {

	private static final int EPISODES = 8;

	private static final int STEPS = 150;

	@ParameterizedTest
	@EnumSource
	void bothStoresDecideAlikeFromPlanToPlan(Algorithm algorithm) {
		Limit own = Limit.of("api", algorithm, "10/10s");
		LimitTerms terms = new LimitTerms(own, Map.of("vip", own.withRate("40/10s")),
				Map.of("pro", own.withRate("20/10s"), "free", own.withRate("5/10s")));
		for (int seed = 0; seed < EPISODES; seed++) {
			Clock clock = new Clock();
			RedisSettings settings = new RedisSettings(Redis.prefix(), Duration.ofSeconds(30), OnFailure.DENY, 0, "");
			LocalRateLimiterRegistry local = new LocalRateLimiterRegistry(List.of(terms), null, clock, 1000);
			RedisRateLimiterRegistry redis = new RedisRateLimiterRegistry(List.of(terms), null, clock, 1000, settings,
					null, new ClockedRunner(Redis.runner(), clock), dev.ratelimit.internal.remote.Clock.SYSTEM);
			compare(local.get("api"), redis.get("api"), clock, new SplittableRandom(seed), "seed " + seed);
			local.close();
		}
	}

	private static void compare(RateLimiter local, RateLimiter redis, Clock clock, SplittableRandom random,
			String episode) {
		List<Charge> charges = new ArrayList<>();
		for (int step = 0; step < STEPS; step++) {
			clock.advance(random.nextInt(3) == 0 ? random.nextLong(3_000_000) * 1_000 : 0);
			String plan = List.of("", "pro", "free").get(random.nextInt(3));
			RateLimiter expected = plan.isEmpty() ? local : local.withPlan(plan);
			RateLimiter actual = plan.isEmpty() ? redis : redis.withPlan(plan);
			String key = (random.nextInt(5) == 0) ? "vip" : "key";
			long permits = 1 + random.nextInt(2);
			String what = "%s step %d: %d of '%s' on '%s'".formatted(episode, step, permits, key, plan);
			LimitDecision admitted = (LimitDecision) expected.tryAcquire(key, permits);
			LimitDecision answer = (LimitDecision) actual.tryAcquire(key, permits);
			assertThat(Answer.of(answer)).as(what).isEqualTo(inMicros(Answer.of(admitted)));
			if (admitted.allowed()) {
				charges.add(new Charge(key, admitted, answer));
			}
			if (!charges.isEmpty() && random.nextInt(6) == 0) {
				Charge charge = charges.remove(random.nextInt(charges.size()));
				long cost = random.nextBoolean() ? 0 : random.nextLong(8);
				expected.settle(charge.key, charge.admitted, cost);
				actual.settle(charge.key, charge.answer, cost);
			}
		}
	}

	/** Redis counts in them, and rounds waits up. */
	private static Answer inMicros(Answer answer) {
		return new Answer(answer.allowed(), answer.remaining(), LuaBatch.micros(answer.retryAfter()) * 1_000,
				LuaBatch.micros(answer.resetAfter()) * 1_000);
	}

	/**
	 * What a key has spent, by the decisions of both stores.
	 *
	 * @param key the key
	 * @param admitted by the local store
	 * @param answer of Redis
	 */
	private record Charge(String key, LimitDecision admitted, LimitDecision answer) {

	}

}

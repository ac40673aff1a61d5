package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.model.Answer;
import dev.ratelimit.model.ReferenceRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlanTests {

	private static final Limit API = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/10s");

	private static final LimitTerms TERMS = new LimitTerms(API, Map.of("vip", API.withRate("30/10s")),
			Map.of("pro", API.withRate("20/10s"), "same", API));

	private final Clock clock = new Clock();

	private LocalRateLimiterRegistry registry(@Nullable LimitResolver resolver) {
		return new LocalRateLimiterRegistry(List.of(TERMS), resolver, this.clock, 1000);
	}

	@Test
	void anOverrideWinsOverThePlan() {
		RateLimiter limiter = registry(null).get("api");
		assertThat(limiter.withPlan("pro").tryAcquire("vip", 7).remaining()).isEqualTo(23);
		assertThat(limiter.tryAcquire("vip").remaining()).isEqualTo(22);
	}

	@Test
	void theResolverIsGivenThePlansLimitAndWinsOverBoth() {
		RateLimiter limiter = registry((configured, key) -> key.equals("nobody") ? null
				: configured.withRate(configured.rate().permits() * 2 + "/10s"))
			.get("api");
		assertThat(limiter.tryAcquire("a").quota()).isEqualTo(20);
		assertThat(limiter.withPlan("pro").tryAcquire("a").quota()).isEqualTo(40);
		assertThat(limiter.withPlan("pro").tryAcquire("vip").quota()).isEqualTo(40);
		assertThat(limiter.withPlan("pro").tryAcquire("nobody").quota()).isEqualTo(20);
	}

	@Test
	void aKeyThatChangesBetweenPlansAsksTheResolverOncePerPlan() {
		AtomicInteger asked = new AtomicInteger();
		RateLimiter limiter = registry((configured, key) -> {
			asked.incrementAndGet();
			return configured;
		}).get("api");
		for (int i = 0; i < 5; i++) {
			limiter.tryAcquire("key");
			limiter.withPlan("pro").tryAcquire("key");
			limiter.withPlan("same").tryAcquire("key");
		}
		assertThat(asked).hasValue(3);
		this.clock.advance(KeyLimits.RESOLVE_NANOS);
		limiter.tryAcquire("key");
		assertThat(asked).hasValue(4);
	}

	@Test
	void aPlanThatIsTakenAwayLeavesItsCallsOnTheLimitsOwnTerms() {
		LocalRateLimiterRegistry registry = registry(null);
		RateLimiter pro = registry.get("api").withPlan("pro");
		pro.tryAcquire("key", 4);
		registry.change(List.of(new LimitTerms(API, Map.of(), Map.of("free", API.withRate("2/10s")))));
		assertThat(pro.tryAcquire("key").remaining()).isEqualTo(7);
		assertThatIllegalArgumentException().isThrownBy(() -> registry.get("api").withPlan("pro"))
			.withMessageContaining("free");
		assertThat(registry.get("api").withPlan("free").tryAcquire("key").quota()).isEqualTo(2);
	}

	@Test
	void aCallForMoreThanThePlanGrantsIsRefusedByThePlansQuota() {
		RateLimiter limiter = registry(null).get("api");
		assertThat(limiter.withPlan("pro").tryAcquire("key", 20).allowed()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("key", 11))
			.withMessageContaining("from 0 to its quota, 10");
	}

	@Test
	void neitherALookNorABlockedCallOnAPlanChangesAnythingAfterAChange() {
		Limit own = API.withRate("10/1h").withBlock(Duration.ofMinutes(10));
		LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(
				List.of(new LimitTerms(own, Map.of(), Map.of("free", own.withRate("1/1m")))), null, this.clock, 1000);
		RateLimiter limiter = registry.get("api");
		limiter.tryAcquire("key", 10);
		registry.change(List.of(new LimitTerms(own, Map.of(), Map.of("free", own.withRate("2/1m")))));
		assertThat(limiter.withPlan("free").peek("key").quota()).isEqualTo(2);
		assertThat(limiter.peek("key").resetAfter()).hasHours(1);
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		registry.change(List.of(new LimitTerms(own, Map.of(), Map.of("free", own.withRate("3/1m")))));
		assertThat(limiter.withPlan("free").tryAcquire("key").quota()).isEqualTo(3);
		assertThat(limiter.withPlan("free").tryAcquire("key", 2).allowed()).isFalse();
		this.clock.advance(Duration.ofMinutes(10).toNanos());
		assertThat(limiter.peek("key").remaining()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	void callsThatAlternateBetweenPlansAreDecidedAsTheModelDoes(Algorithm algorithm) {
		Limit own = Limit.of("api", algorithm, "10/10s");
		decidedAsTheModelDoes(own, Map.of("pro", own.withRate("20/10s"), "free", own.withRate("5/10s")));
	}

	/** A log forgets on a plan of shorter windows what the model remembers. */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "SLIDING_WINDOW_LOG", "CONCURRENCY" })
	void soAreThoseOfKeysThatSomePlansBlock(Algorithm algorithm) {
		Limit own = Limit.of("api", algorithm, "10/10s").withBlock(Duration.ofSeconds(2), Duration.ofSeconds(5));
		decidedAsTheModelDoes(own, Map.of("pro", own.withRate("20/7s").withBlock(Duration.ofSeconds(1)), "free",
				own.withRate("2/1s").withBlock()));
	}

	private static void decidedAsTheModelDoes(Limit own, Map<String, Limit> plans) {
		for (int seed = 0; seed < 40; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			Clock clock = new Clock();
			ReferenceRegistry model = new ReferenceRegistry(clock, List.of(own));
			plans.forEach(model::plan);
			try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(
					List.of(new LimitTerms(own, Map.of(), plans)), null, clock, 1000)) {
				for (int step = 0; step < 250; step++) {
					clock.advance(random.nextInt(3) == 0 ? random.nextLong(3_000_000_000L) : 0);
					String plan = List.of("", "pro", "free").get(random.nextInt(3));
					StoreLimiter actual = plan.isEmpty() ? registry.get("api") : registry.get("api").withPlan(plan);
					StoreLimiter expected = plan.isEmpty() ? model.get("api") : model.get("api").withPlan(plan);
					long permits = 1 + random.nextInt(2);
					assertThat(Answer.of(actual.peek("key"))).as("seed %d step %d look on '%s'", seed, step, plan)
						.isEqualTo(Answer.of(expected.peek("key")));
					assertThat(Answer.of(actual.tryAcquire("key", permits)))
						.as("seed %d step %d, %d on '%s'", seed, step, permits, plan)
						.isEqualTo(Answer.of(expected.tryAcquire("key", permits)));
				}
			}
		}
	}

}

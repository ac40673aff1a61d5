package dev.ratelimit.internal.advice;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.local.KeyCapacity;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitAdviceTests {

	private static final Limit TRIAL = Limit.of("trial", Algorithm.FIXED_WINDOW, "10/1h").withMode(Mode.OBSERVE);

	private static final Limit STRICT = Limit.of("strict", Algorithm.FIXED_WINDOW, "2/1h");

	private static final Limit EXPORTS = Limit.concurrency("exports", 2).build().withMode(Mode.OBSERVE);

	private final ManualTimeSource clock = new ManualTimeSource();

	private final LimitAdvice advice = new LimitAdvice(this::registry, this.clock, () -> 1);

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			new TermsInForce(List.of(
					new LimitTerms(TRIAL, Map.of("vip", TRIAL.withRate("1000/1h")),
							Map.of("pro", TRIAL.withRate("500/1h"))),
					new LimitTerms(STRICT, Map.of()), new LimitTerms(EXPORTS, Map.of()))),
			null, this.clock, KeyCapacity.of(1_000_000), LimiterListener.of(List.of(this.advice)));

	private StoreRegistry registry() {
		return this.limiters;
	}

	@AfterEach
	void close() {
		this.limiters.close();
	}

	@Test
	void callsOnTermsOfTheirOwnAreNotLearned() {
		this.limiters.get("trial").tryAcquire("vip");
		this.limiters.get("trial").withPlan("pro").tryAcquire("bob");
		assertThat(learned().calls()).isZero();
		assertThat(learned().rates()).as("without calls any number would do").isEmpty();
		this.limiters.get("trial").tryAcquire("bob");
		assertThat(learned().calls()).isOne();
	}

	@Test
	void callsThatAnotherLimitRefusesAreNotLearned() {
		for (int i = 0; i < 5; i++) {
			this.limiters.all("strict", "trial").tryAcquire("bob");
		}
		assertThat(learned().calls()).isEqualTo(2);
	}

	@Test
	void limitsThatEnforceAndThoseWithoutARateAdviseNothing() {
		this.limiters.get("exports").tryAcquire("bob");
		this.limiters.get("strict").tryAcquire("bob");
		assertThat(this.advice.of("exports")).isNull();
		assertThat(this.advice.of("strict")).isNull();
	}

	@Test
	void theCostOfACallCountsAlsoWhereItIsBeyondTheQuota() throws InterruptedException {
		this.limiters.get("trial").request("bob", 33, null, null);
		assertThat(learned().rates()).extracting((advised) -> advised.limit().rate().permits())
			.containsExactly(35L, 35L, 35L, 35L, 35L, 35L);
	}

	/**
	 * The last call finds 15 permits spent, whether or not the limit had charged them.
	 */
	@Test
	void whatCallsCostInTheEndCounts() {
		for (int i = 0; i < 4; i++) {
			Decision decision = this.limiters.get("trial").tryAcquire("bob");
			this.limiters.get("trial").settle("bob", decision, 5);
		}
		assertThat(learned().calls()).isEqualTo(4);
		assertThat(learned().rates().get(0).limit().rate()).hasToString("18/1h");
	}

	@Test
	void timeIsTheLimiters() {
		for (int hour = 0; hour < 5; hour++) {
			for (int i = 0; i < 7; i++) {
				this.limiters.get("trial").tryAcquire("bob");
			}
			this.clock.advance(Duration.ofHours(1));
		}
		assertThat(learned().rates().get(0).limit().rate()).hasToString("7/1h");
	}

	@Test
	void memoryIsBoundedWhateverKeysThereAre() {
		for (int i = 0; i < 100_000; i++) {
			this.limiters.get("trial").tryAcquire(i + "x".repeat(i % 100));
		}
		Advice learned = learned();
		assertThat(learned.calls()).isEqualTo(100_000);
		assertThat(learned.sampledKeys()).isBetween(KeySample.MOST / 4, KeySample.MOST);
		assertThat(learned.keys()).isBetween(90_000L, 110_000L);
	}

	private Advice learned() {
		return Objects.requireNonNull(this.advice.of("trial"));
	}

}

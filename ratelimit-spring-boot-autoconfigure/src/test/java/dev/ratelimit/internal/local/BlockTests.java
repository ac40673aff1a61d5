package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.TermsInForce;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocks in memory: beside each other, through changes of terms, and in keys that go.
 */
class BlockTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration HOUR = Duration.ofHours(1);

	private final ManualTimeSource clock = new ManualTimeSource();

	private final Crowd crowd = new Crowd();

	@AfterEach
	void disperse() {
		this.crowd.close();
	}

	private LocalRateLimiterRegistry registry(Limit... limits) {
		return new LocalRateLimiterRegistry(List.of(limits), Map.of(), null, this.clock, 1000);
	}

	private static Decision refuse(RateLimiter limiter, String key) {
		Decision decision = limiter.tryAcquire(key);
		while (decision.allowed()) {
			decision = limiter.tryAcquire(key);
		}
		return decision;
	}

	@ParameterizedTest
	@EnumSource
	void aKeyIsKeptAsLongAsItsBlockIsRemembered(Algorithm algorithm) {
		try (LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "1/1s").withBlock(MINUTE, HOUR))) {
			refuse(registry.get("api"), "key");
			this.clock.advance(MINUTE.plus(HOUR));
			registry.sweep();
			assertThat(registry.keys("api")).isEqualTo(1);
			this.clock.advance(Duration.ofNanos(1));
			registry.sweep();
			assertThat(registry.keys("api")).isZero();
			assertThat(registry.evictions("api")).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aBlockThatHasBegunOutlastsAChangeOfTerms(Algorithm algorithm) {
		Limit blocking = Limit.of("api", algorithm, "1/1s").withBlock(MINUTE, HOUR);
		try (LocalRateLimiterRegistry registry = registry(blocking)) {
			RateLimiter limiter = registry.get("api");
			refuse(limiter, "key");
			for (Limit next : List.of(blocking.withRate("100/1s"), blocking.withBlock(), blocking.withBlock(HOUR))) {
				registry.change(List.of(new LimitTerms(next, Map.of())));
				assertThat(LimitDecision.of(limiter.tryAcquire("key")).blocked()).isTrue();
				assertThat(limiter.peek("key").retryAfter()).isEqualTo(MINUTE);
				assertThat(limiter.peek("other").allowed()).isTrue();
			}
			registry.change(List.of(new LimitTerms(blocking, Map.of())));
			this.clock.advance(MINUTE);
			assertThat(limiter.tryAcquire("key").allowed()).isTrue();
			assertThat(refuse(limiter, "key").retryAfter()).isEqualTo(HOUR);
		}
	}

	@ParameterizedTest
	@EnumSource
	void anotherPlanDoesNotLiftABlock(Algorithm algorithm) {
		Limit strict = Limit.of("api", algorithm, "1/1s").withBlock(HOUR);
		TermsInForce terms = new TermsInForce(
				List.of(new LimitTerms(strict, Map.of(), Map.of("free", strict.withBlock().withRate("100/1s")))));
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(terms, null, this.clock,
				KeyCapacity.of(1000), null)) {
			RateLimiter limiter = registry.get("api");
			refuse(limiter, "key");
			RateLimiter free = limiter.withPlan("free");
			assertThat(LimitDecision.of(free.peek("key")).blocked()).isTrue();
			assertThat(LimitDecision.of(free.tryAcquire("key")).blocked()).isTrue();
			assertThat(free.tryAcquire("key").retryAfter()).isEqualTo(HOUR);
			assertThat(free.tryAcquire("other").allowed()).isTrue();
		}
	}

	/**
	 * Many call, one of them is refused: from when anybody has been told so, no call that
	 * begins is admitted, and refunds meanwhile let nobody through.
	 */
	@ParameterizedTest
	@EnumSource
	void noCallThatBeginsAfterTheRefusalIsAdmitted(Algorithm algorithm) throws Exception {
		try (LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "500/1h").withBlock(HOUR),
				Limit.of("b", Algorithm.TOKEN_BUCKET, "1000/1h"))) {
			RateLimiter single = registry.get("api");
			RateLimiter both = registry.all("b", "api");
			for (int i = 0; i < 50; i++) {
				String key = "key " + i;
				AtomicBoolean refused = new AtomicBoolean();
				AtomicLong late = new AtomicLong();
				this.crowd.sum((random) -> {
					for (int call = 0; call < 300; call++) {
						RateLimiter limiter = (random.nextInt(3) == 0) ? both : single;
						boolean before = refused.get();
						Decision decision = limiter.tryAcquire(key, 1 + random.nextInt(3));
						if (decision.allowed()) {
							late.addAndGet(before ? 1 : 0);
							if (random.nextInt(4) == 0) {
								limiter.refund(key, decision);
							}
						}
						else {
							refused.set(true);
						}
					}
					return 0;
				});
				assertThat(refused).isTrue();
				assertThat(late).as(key).hasValue(0);
			}
		}
	}

}

package dev.ratelimit.contract;

import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.ratelimit.contract.Blocks.HOUR;
import static dev.ratelimit.contract.Blocks.MINUTE;
import static dev.ratelimit.contract.Blocks.blocked;
import static dev.ratelimit.contract.Blocks.limit;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocks under several limits, and under those that only observe.
 */
interface BlocksOfSeveralContract extends Store {

	@ParameterizedTest
	@EnumSource
	default void whereALimitObservesItsBlocksAreObserved(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, limit(algorithm, HOUR).withMode(Mode.OBSERVE));
		Decision observed = limiter.tryAcquire(KEY);
		while (!observed.observed()) {
			observed = limiter.tryAcquire(KEY);
		}
		clock.advance(HOUR.toNanos() - tick());
		observed = limiter.tryAcquire(KEY);
		assertThat(observed.allowed()).isTrue();
		assertThat(observed.observed()).isTrue();
		assertThat(observed.permits()).isZero();
		assertThat(observed.retryAfter()).hasNanos(tick());
		clock.advance(tick());
		assertThat(limiter.tryAcquire(KEY).observed()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	default void ofSeveralLimitsThoseThatRefuseBlockTheirKeyAndNoneIsSpent(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiterRegistry registry = registry(clock, List.of(Limit.of("tight", algorithm, "1/10s").withBlock(MINUTE),
				Limit.of("roomy", algorithm, "20/10s").withBlock(HOUR), Limit.of("plain", algorithm, "20/10s")));
		RateLimiter all = registry.all("roomy", "tight", "plain");
		assertThat(all.tryAcquire(KEY).allowed()).isTrue();
		clock.advance(1_000_000_000L);
		Answer roomy = Answer.of(registry.get("roomy").peek(KEY));
		Decision refused = all.tryAcquire(KEY);
		assertThat(refused.retryAfter()).isEqualTo(MINUTE);
		assertThat(refused.limit()).isEqualTo("tight");
		assertThat(refused.parts()).extracting(Blocks::blocked).containsExactly(false, true, false);
		assertThat(Answer.of(registry.get("roomy").peek(KEY))).isEqualTo(roomy);
		clock.advance(MINUTE.toNanos() - tick());
		assertThat(all.tryAcquire(KEY).retryAfter()).hasNanos(tick());
		assertThat(blocked(registry.get("tight").tryAcquire(KEY))).isTrue();
		assertThat(registry.get("roomy").peek(KEY).resetAfter()).isZero();
		clock.advance(tick());
		assertThat(all.tryAcquire(KEY).allowed()).isTrue();
		all.tryAcquire(KEY);
		all.reset(KEY);
		assertThat(all.tryAcquire(KEY).allowed()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	default void aLimitThatObservesBlocksItsKeyAndVetoesNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiterRegistry registry = registry(clock,
				List.of(Limit.of("trial", algorithm, "1/10s").withMode(Mode.OBSERVE).withBlock(HOUR),
						Limit.of("real", Algorithm.FIXED_WINDOW, "3/10s").withBlock(MINUTE)));
		RateLimiter both = registry.all("trial", "real");
		assertThat(both.tryAcquire(KEY).observed()).isFalse();
		for (int i = 0; i < 2; i++) {
			Decision observed = both.tryAcquire(KEY);
			assertThat(observed.observed()).isTrue();
			assertThat(observed.retryAfter()).isEqualTo(HOUR);
			assertThat(observed.parts()).extracting(Decision::permits).containsExactly(0L, 1L);
		}
		Decision refused = both.tryAcquire(KEY);
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.limit()).isEqualTo("real");
		assertThat(refused.retryAfter()).isEqualTo(MINUTE);
		clock.advance(MINUTE.toNanos());
		assertThat(both.tryAcquire(KEY).observed()).isTrue();
	}

}

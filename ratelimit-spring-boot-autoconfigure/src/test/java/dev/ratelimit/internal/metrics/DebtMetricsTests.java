package dev.ratelimit.internal.metrics;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DebtMetricsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("tokens", Algorithm.FIXED_WINDOW, "10/1h"),
					Limit.of("calls", Algorithm.FIXED_WINDOW, "10/1h")),
			Map.of(), null, new ManualTimeSource(), 100,
			LimiterListener.of(List.of(new MetricsListener(this.meters, List.of("tokens", "calls")))));

	@AfterEach
	void close() {
		this.limiters.close();
	}

	private double debt(String limit) {
		return this.meters.get("ratelimit.debt").tag("limit", limit).counter().count();
	}

	@Test
	void permitsBeyondWhatWasChargedAreCountedOnce() {
		RateLimiter tokens = this.limiters.get("tokens");
		Decision decision = tokens.tryAcquire("key", 2);
		tokens.settle("key", decision, 7);
		tokens.settle("key", decision, 9);
		assertThat(debt("tokens")).isEqualTo(5);
		assertThat(debt("calls")).isZero();
	}

	@Test
	void callsThatCostAsMuchOrLessAreNoDebt() {
		RateLimiter tokens = this.limiters.get("tokens");
		tokens.settle("key", tokens.tryAcquire("key", 2), 2);
		tokens.settle("key", tokens.tryAcquire("key", 3), 1);
		tokens.settle("key", tokens.tryAcquire("key", 3), 0);
		assertThat(debt("tokens")).isZero();
	}

	@Test
	void eachOfSeveralLimitsCountsItsOwn() {
		RateLimiter both = this.limiters.all("tokens", "calls");
		both.settle("key", both.tryAcquire("key"), 4);
		assertThat(debt("tokens")).isEqualTo(3);
		assertThat(debt("calls")).isEqualTo(3);
	}

}

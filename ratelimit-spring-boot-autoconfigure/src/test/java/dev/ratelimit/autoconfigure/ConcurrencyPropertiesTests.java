package dev.ratelimit.autoconfigure;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is written for calls in flight, and what does not go together.
 */
class ConcurrencyPropertiesTests {

	private static final String LIMIT = "ratelimit.limits.exports.";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class));

	@Test
	void permitsAndTheLongestHoldAreRead() {
		this.runner
			.withPropertyValues(LIMIT + "algorithm=concurrency", LIMIT + "concurrent=2", LIMIT + "max-hold=10m",
					LIMIT + "max-wait=5s", LIMIT + "overrides.alice.concurrent=7", LIMIT + "plans.pro.concurrent=5")
			.run((context) -> {
				RateLimiterRegistry limiters = context.getBean(RateLimiterRegistry.class);
				Limit exports = limiters.limits().get("exports");
				assertThat(exports).isEqualTo(Limit.concurrency("exports", 2)
					.maxHold(Duration.ofMinutes(10))
					.maxWait(Duration.ofSeconds(5))
					.build());
				assertThat(limiters.overrides("exports").get("alice")).isEqualTo(exports.withConcurrent(7));
				assertThat(limiters.get("exports").withPlan("pro").tryAcquire("bob").quota()).isEqualTo(5);
			});
	}

	@Test
	void aPermitIsHeldForAMinuteUnlessItIsWritten() {
		this.runner.withPropertyValues(LIMIT + "algorithm=concurrency", LIMIT + "concurrent=2").run((context) -> {
			Limit exports = context.getBean(RateLimiterRegistry.class).limits().get("exports");
			assertThat(exports.algorithm()).isEqualTo(Algorithm.CONCURRENCY);
			assertThat(exports.concurrent()).isEqualTo(2);
			assertThat(exports.maxHold()).hasMinutes(1);
			assertThat(exports.rate()).hasToString("2/1m");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					algorithm=concurrency | concurrent=2 | rate=5/s       | exports.rate       | which has no rate
					algorithm=concurrency | mode=enforce | max-hold=1m    | exports.concurrent | how many calls may be in flight
					algorithm=concurrency | concurrent=0 | max-hold=1m    | exports.concurrent | must be at least 1
					algorithm=concurrency | concurrent=2 | max-hold=0s    | exports.max-hold   | must be from 1ns to 3650d
					algorithm=concurrency | concurrent=2 | capacity=3     | exports.capacity   | only token-bucket has one
					rate=5/s              | concurrent=2 | mode=enforce   | exports.concurrent | goes with algorithm concurrency only
					rate=5/s              | max-hold=1m  | mode=enforce   | exports.max-hold   | goes with algorithm concurrency only
					""")
	void whatDoesNotGoTogetherStopsTheApplication(String first, String second, String third, String where,
			String what) {
		this.runner.withPropertyValues(LIMIT + first, LIMIT + second, LIMIT + third)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContainingAll("ratelimit.limits." + where, what));
	}

}

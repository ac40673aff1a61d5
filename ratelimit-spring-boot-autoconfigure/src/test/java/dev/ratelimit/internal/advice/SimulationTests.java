package dev.ratelimit.internal.advice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SimulationTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long START = Instant.parse("2026-11-27T23:59:59Z").getEpochSecond() * SECOND;

	@Test
	void aBucketKeepsWhatItHasSpentWhenItsClockIsRenewed() {
		Simulation simulation = Simulation.of(List.of(Limit.tokenBucket("api", "999983/1s").build()), START);
		assertThat(simulation.validUntil()).isLessThan(START + Duration.ofDays(1).toNanos());
		long[] state = simulation.fresh(START);
		long end = simulation.validUntil();
		assertThat(simulation.spend(state, 0, end - SECOND / 2, 999_983)).isTrue();
		simulation.renew(List.of(state), end);
		assertThat(simulation.validUntil()).isGreaterThan(end);
		assertThat(simulation.spend(state, 0, end, 600_000)).isFalse();
		assertThat(simulation.spend(state, 0, end, 499_000)).isTrue();
	}

	@Test
	void aDayOfTheCalendarEndsWhenItsWindowIsRenewed() {
		Simulation simulation = Simulation.of(List.of(Limit.fixedWindow("api", "5/day").build()), START);
		long[] state = simulation.fresh(START);
		assertThat(simulation.spend(state, 0, START, 5)).isTrue();
		assertThat(simulation.spend(state, 0, START, 1)).isFalse();
		assertThat(simulation.validUntil()).isEqualTo(START + SECOND);
		simulation.renew(List.of(state), START + SECOND);
		assertThat(simulation.spend(state, 0, START + SECOND, 5)).isTrue();
		assertThat(simulation.spend(state, 0, START + SECOND, 1)).isFalse();
	}

	@Test
	void aLookSpendsNothingAndIsRefusedWhereNoPermitIsLeft() {
		for (Limit limit : List.of(Limit.fixedWindow("api", "1/1h").build(),
				Limit.slidingWindowLog("api", "1/1h").build(), Limit.slidingWindowCounter("api", "1/1h").build())) {
			Simulation simulation = Simulation.of(List.of(limit), START);
			long[] state = simulation.fresh(START);
			assertThat(simulation.spend(state, 0, START, 0)).isTrue();
			assertThat(simulation.spend(state, 0, START, 1)).isTrue();
			assertThat(simulation.spend(state, 0, START, 0)).isFalse();
		}
	}

	@Test
	void aDebtIsOneQuotaAtMost() {
		for (Limit limit : List.of(Limit.fixedWindow("api", "5/8s").build(),
				Limit.slidingWindowLog("api", "5/8s").build(), Limit.slidingWindowCounter("api", "5/8s").build(),
				Limit.tokenBucket("api", "5/8s").build())) {
			Simulation simulation = Simulation.of(List.of(limit), 0);
			long[] state = simulation.fresh(0);
			simulation.debit(state, 0, 0, 1_000_000);
			assertThat(simulation.spend(state, 0, 0, 1)).isFalse();
			assertThat(simulation.spend(state, 0, 18 * SECOND, 5)).as("%s", limit).isTrue();
		}
	}

	@Test
	void anEighthOfALogCountsAsLongAsAnyOfItDoes() {
		Simulation simulation = Simulation.of(List.of(Limit.slidingWindowLog("api", "1/8s").build()), 0);
		long[] state = simulation.fresh(0);
		assertThat(simulation.spend(state, 0, SECOND - 1, 1)).isTrue();
		assertThat(simulation.spend(state, 0, 9 * SECOND - 1, 1)).isFalse();
		assertThat(simulation.spend(state, 0, 9 * SECOND, 1)).isTrue();
	}

}

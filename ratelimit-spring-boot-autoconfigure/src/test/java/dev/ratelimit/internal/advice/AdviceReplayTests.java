package dev.ratelimit.internal.advice;

import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.advice.Traffic.Refused;
import dev.ratelimit.model.ReferenceRegistry;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What is advised, held against exact replays of the same calls.
 */
class AdviceReplayTests {

	private static final double ROUNDING = 1e-9;

	static Stream<Arguments> tracedLimits() {
		List<Limit> limits = List.of(Limit.of("bucket", Algorithm.TOKEN_BUCKET, "10/10s"),
				Limit.tokenBucket("savings", "2/1s").capacity(30).initial(10).build(),
				Limit.tokenBucket("interval", "20/10s").refill(Refill.INTERVAL).build(),
				Limit.of("leaky", Algorithm.LEAKY_BUCKET, "5/1s"), Limit.of("fixed", Algorithm.FIXED_WINDOW, "20/10s"),
				Limit.of("calendar", Algorithm.FIXED_WINDOW, "100/day"),
				Limit.of("counter", Algorithm.SLIDING_WINDOW_COUNTER, "20/10s"),
				Limit.of("paced", Algorithm.PACED_WINDOW, "20/10s"));
		List<Named<Traffic>> traffic = List.of(Named.of("steady", Traffic.steady(60, 60, 1)),
				Named.of("bursty", Traffic.bursty(60, 300, 2)),
				Named.of("heavy-tailed", Traffic.heavyTailed(500, 8_000, 60, 1.2, 3)));
		return limits.stream()
			.flatMap((limit) -> traffic.stream().map((calls) -> Arguments.of(Named.of(limit.name(), limit), calls)));
	}

	/** Up to 1,024 keys: the least round number, so at most a quarter above the least. */
	@ParameterizedTest
	@MethodSource("tracedLimits")
	void whileEveryKeyIsTriedTheAdviceIsTheLeastRoundNumber(Limit limit, Traffic traffic) {
		Learning learning = traffic.learned(limit, 7);
		Advice advice = learning.advice();
		assertThat(advice.calls()).isEqualTo(traffic.calls().size());
		assertThat(advice.keys()).isEqualTo(advice.sampledKeys());
		assertThat(advice.rates()).hasSize(6);
		advice.rates().forEach((advised) -> leastOf(learning.candidates().rates(), advised, traffic));
		advice.capacities().forEach((advised) -> leastOf(learning.candidates().capacities(), advised, traffic));
		assertThat(advice.capacities()).hasSize((limit.algorithm() == Algorithm.TOKEN_BUCKET) ? 6 : 0);
	}

	/** What is simulated is a window up to an eighth longer: never too low. */
	@Test
	void ofASlidingWindowLogTheAdviceIsOnTheSafeSide() {
		Limit limit = Limit.of("log", Algorithm.SLIDING_WINDOW_LOG, "20/10s");
		Traffic traffic = Traffic.bursty(100, 300, 4);
		Limit longer = Limit.of("log", Algorithm.SLIDING_WINDOW_LOG, "20/11250ms");
		Learning learning = traffic.learned(limit, 7);
		for (Advised advised : learning.advice().rates()) {
			assertThat(advised.enough()).isTrue();
			double refused = reference(traffic, advised.limit()).of(advised.of());
			assertThat(refused).isLessThanOrEqualTo(advised.target().share());
			int position = learning.candidates().rates().indexOf(advised.limit());
			Limit less = longer.withRate(learning.candidates().rates().get(position - 1).rate().permits() + "/11250ms");
			assertThat(reference(traffic, less).of(advised.of())).isGreaterThan(advised.target().share());
		}
	}

	private static void leastOf(List<Limit> candidates, Advised advised, Traffic traffic) {
		double target = advised.target().share();
		double refused = reference(traffic, advised.limit()).of(advised.of());
		assertThat(advised.refused().value()).as("%s", advised).isCloseTo(refused, within(ROUNDING));
		assertThat(advised.refused().error()).isZero();
		assertThat(refused <= target).as("%s", advised).isEqualTo(advised.enough());
		int position = candidates.indexOf(advised.limit());
		if (!advised.enough()) {
			assertThat(position).isEqualTo(candidates.size() - 1);
		}
		else if (position > 0) {
			Limit less = candidates.get(position - 1);
			assertThat(reference(traffic, less).of(advised.of())).as("%s, less than %s", less, advised)
				.isGreaterThan(target);
		}
	}

	private static Refused reference(Traffic traffic, Limit limit) {
		return traffic
			.replayed((clock) -> new ReferenceRegistry(clock, List.of(limit.withMode(Mode.ENFORCE))).get(limit.name()));
	}

}

package dev.ratelimit.internal.advice;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.advice.Traffic.Refused;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * What is estimated from some of the keys, held against exact replays of all.
 */
class AdviceErrorTests {

	private static final Limit LIMIT = Limit.of("bucket", Algorithm.TOKEN_BUCKET, "20/10s");

	static Stream<Arguments> sampledTraffic() {
		return Stream
			.of(Named.of("steady", (LongFunction<Traffic>) (seed) -> Traffic.steady(4_000, 20, seed)),
					Named.of("bursty", (LongFunction<Traffic>) (seed) -> Traffic.bursty(4_000, 60, seed)),
					Named.of("heavy-tailed",
							(LongFunction<Traffic>) (seed) -> Traffic.heavyTailed(12_000, 90_000, 120, 1, seed)),
					Named.of("very heavy-tailed",
							(LongFunction<Traffic>) (seed) -> Traffic.heavyTailed(12_000, 90_000, 120, 1.4, seed)))
			.map(Arguments::of);
	}

	@ParameterizedTest
	@MethodSource("sampledTraffic")
	void ofMoreKeysAnErrorHoldsInNineteenCasesOfTwenty(LongFunction<Traffic> traffics) {
		int held = 0;
		int all = 0;
		for (long seed = 1; seed <= 3; seed++) {
			Traffic traffic = traffics.apply(seed);
			Learning learning = traffic.learned(LIMIT, 31 * seed);
			assertThat(learning.advice().sampledKeys()).isBetween(KeySample.MOST / 4, KeySample.MOST);
			List<Limit> candidates = learning.candidates().rates();
			for (int i = 0; i < candidates.size(); i += 6) {
				Refused exact = exact(traffic, candidates.get(i));
				for (Advised.Of of : Advised.Of.values()) {
					Share share = learning.estimate().refused(of, i, candidates.get(i));
					boolean holds = Math.abs(share.value() - exact.of(of)) <= share.error();
					assertThat(holds || exact.of(of) > 0.1).as("%s: %s, %s", candidates.get(i), exact, share).isTrue();
					held += holds ? 1 : 0;
					all++;
				}
			}
		}
		assertThat((double) held / all).isGreaterThan(0.95);
	}

	@ParameterizedTest
	@MethodSource("sampledTraffic")
	void anAdvisedNumberRefusesNoMoreThanItMayAndItsError(LongFunction<Traffic> traffics) {
		Traffic traffic = traffics.apply(4);
		Advice advice = traffic.learned(LIMIT, 5).advice();
		assertThat((double) advice.keys()).isCloseTo(traffic.keys(), withinPercentage(10));
		Stream.of(advice.rates(), advice.capacities()).flatMap(List::stream).forEach((advised) -> {
			double most = advised.enough() ? advised.target().share() : 1;
			assertThat(exact(traffic, advised.limit()).of(advised.of())).as("%s", advised)
				.isLessThanOrEqualTo(most + advised.refused().error());
		});
	}

	private static Refused exact(Traffic traffic, Limit limit) {
		return traffic.replayed((clock) -> new LocalRateLimiterRegistry(List.of(limit.withMode(Mode.ENFORCE)), Map.of(),
				null, clock, 1_000_000)
			.get(limit.name()));
	}

}

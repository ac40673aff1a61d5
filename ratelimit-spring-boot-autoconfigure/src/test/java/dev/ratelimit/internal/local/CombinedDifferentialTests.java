package dev.ratelimit.internal.local;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.Refill;
import dev.ratelimit.model.Steps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Combinations, settling and plans that change, against the models.
 */
class CombinedDifferentialTests {

	private static final Steps STEPS = new Steps("combinations and plans, local", 21_000, 300);

	private static final List<String> RATES = List.of("10/10s", "3/s", "20/10s", "5/250ms", "100/1m", "7/10s", "30/1h");

	/** A log keeps entries as long as somebody may yet ask for them, not for longer. */
	private static final List<String> RATES_OF_ONE_PERIOD = List.of("10/20s", "3/20s", "25/20s", "1/20s");

	static Stream<Algorithm> algorithms() {
		return Stream.of(Algorithm.values());
	}

	@AfterAll
	static void tell() {
		STEPS.tell();
	}

	@ParameterizedTest
	@MethodSource("algorithms")
	void aPlanThatChanges(Algorithm algorithm) {
		STEPS.run((seed, steps) -> new CombinedEpisode(List.of(plans("a", algorithm)), seed).run(steps));
	}

	@ParameterizedTest
	@MethodSource("algorithms")
	void anAlgorithmBesideOthers(Algorithm algorithm) {
		List<Algorithm> all = List.of(Algorithm.values());
		Algorithm next = all.get((algorithm.ordinal() + 1) % all.size());
		STEPS.run((seed, steps) -> new CombinedEpisode(List.of(plans("a", algorithm), plans("b", next),
				plans("c", all.get((algorithm.ordinal() + 3) % all.size()))), seed)
			.run(steps));
	}

	@ParameterizedTest
	@MethodSource("algorithms")
	void anAlgorithmBesideOneThatObserves(Algorithm algorithm) {
		List<Limit> observing = plans("b", Algorithm.TOKEN_BUCKET).stream()
			.map((limit) -> limit.withMode(Mode.OBSERVE))
			.toList();
		STEPS.run((seed, steps) -> new CombinedEpisode(List.of(plans("a", algorithm), observing), seed).run(steps));
	}

	/** Customers who change their plan, and their billing day with it. */
	@Test
	void calendarsThatChange() {
		Limit month = Limit.fixedWindow("a", "10/month").zone(ZoneId.of("Europe/Berlin")).build();
		List<Limit> plans = List.of(month, month.withRate("30/month"), month.withStarts(LocalDate.of(2026, 1, 31)),
				month.withRate("4/day"), month.withRate("7/week").withStarts(LocalDate.of(2026, 11, 25)));
		STEPS.run(
				(seed, steps) -> new CombinedEpisode(List.of(blocking(plans), plans("b", Algorithm.TOKEN_BUCKET)), seed)
					.run(steps));
	}

	@ParameterizedTest
	@MethodSource("algorithms")
	void keysThatAreBlockedOnSomePlans(Algorithm algorithm) {
		List<Limit> others = blocking(plans("b", Algorithm.FIXED_WINDOW));
		List<Limit> observing = blocking(plans("c", algorithm)).stream()
			.map((limit) -> limit.withMode(Mode.OBSERVE))
			.toList();
		STEPS.run((seed, steps) -> {
			new CombinedEpisode(List.of(blocking(plans("a", algorithm))), seed).run(steps);
			new CombinedEpisode(List.of(blocking(plans("a", algorithm)), others, observing), seed).run(steps);
		});
	}

	/** Some for a time, some for one that grows, some not. */
	private static List<Limit> blocking(List<Limit> plans) {
		List<Limit> blocking = new ArrayList<>();
		for (int i = 0; i < plans.size(); i++) {
			blocking.add(switch (i % 3) {
				case 0 -> plans.get(i).withBlock(Duration.ofMillis(1500));
				case 1 -> plans.get(i).withBlock(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(30));
				default -> plans.get(i);
			});
		}
		return blocking;
	}

	private static List<Limit> plans(String name, Algorithm algorithm) {
		List<Limit> plans = new ArrayList<>();
		List<String> rates = (algorithm == Algorithm.SLIDING_WINDOW_LOG || algorithm == Algorithm.CONCURRENCY)
				? RATES_OF_ONE_PERIOD : RATES;
		rates.forEach((rate) -> plans.add(Limit.of(name, algorithm, rate)));
		if (algorithm == Algorithm.TOKEN_BUCKET) {
			plans.add(plans.get(0).withCapacity(25L));
			plans.add(plans.get(0).withCapacity(4L));
			plans.add(plans.get(1).withRefill(Refill.INTERVAL));
			plans.add(plans.get(1).withRefill(Refill.INTERVAL).withCapacity(8L));
			plans.add(plans.get(4).withRefill(Refill.INTERVAL));
		}
		return plans;
	}

}

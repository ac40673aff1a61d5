package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitBuilder;
import dev.ratelimit.Mode;
import dev.ratelimit.Refill;
import dev.ratelimit.model.Steps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts against the Java algorithms: the same decisions for the same history, over
 * at least 100,000 random steps for each algorithm.
 */
class LuaDifferentialTests {

	private static final int STEPS_PER_ALGORITHM = 105_000;

	private static final Steps STEPS = new Steps("scripts against the local store", STEPS_PER_ALGORITHM, 500);

	private static final List<String> RATES = List.of("10/10s", "3/s", "7/s", "5/250ms", "100/1m", "1/1us", "1/3650d",
			"999/1h", "1000/4us");

	/** Of which a permit takes whole microseconds. */
	private static final List<String> WHOLE_RATES = List.of("10/10s", "5/250ms", "100/1m", "20/10s", "4/1h", "1000/s");

	@AfterAll
	static void tell() {
		STEPS.tell();
	}

	@ParameterizedTest
	@EnumSource
	void everyAlgorithm(Algorithm algorithm) {
		for (String rate : RATES) {
			run(STEPS_PER_ALGORITHM / RATES.size(), List.of(Limit.of("api", algorithm, rate)));
		}
	}

	static Stream<Limit> buckets() {
		return Stream
			.of(bucket("3/s", 7L, 0L), bucket("100/1m", 1L, null), bucket("1/3650d", 10L, 3L),
					bucket("5/250ms", 3L, 1L), bucket("7/s", 100_000L, 99_999L), bucket("10/10s", null, null))
			.flatMap((limit) -> Stream.of(limit, limit.withRefill(Refill.INTERVAL)));
	}

	private static Limit bucket(String rate, Long capacity, Long initial) {
		return Limit.of("api", Algorithm.TOKEN_BUCKET, rate).withCapacity(capacity).withInitial(initial);
	}

	@ParameterizedTest
	@MethodSource
	void buckets(Limit limit) {
		run(STEPS_PER_ALGORITHM / 6, List.of(limit));
	}

	static Stream<Limit> calendars() {
		return Stream.of(Limit.fixedWindow("api", "5/day").zone(ZoneId.of("America/Sao_Paulo")),
				Limit.fixedWindow("api", "100/month").starts(LocalDate.of(2026, 1, 31)),
				Limit.fixedWindow("api", "1/year").zone(ZoneId.of("Europe/Berlin")).starts(LocalDate.of(2024, 2, 29)))
			.map(LimitBuilder::build);
	}

	@ParameterizedTest
	@MethodSource
	void calendars(Limit limit) {
		run(STEPS_PER_ALGORITHM / 6, List.of(limit));
	}

	static Stream<List<Limit>> combinations() {
		Limit bucket = Limit.of("a", Algorithm.TOKEN_BUCKET, "10/10s");
		Limit held = Limit.of("g", Algorithm.CONCURRENCY, "6/3s");
		Limit slow = Limit.of("b", Algorithm.LEAKY_BUCKET, "5/s");
		return Stream.of(List.of(bucket, slow), List.of(bucket, Limit.of("c", Algorithm.SLIDING_WINDOW_LOG, "20/1m")),
				List.of(Limit.of("d", Algorithm.FIXED_WINDOW, "5/s"), Limit.of("e", Algorithm.PACED_WINDOW, "7/3s"),
						Limit.of("f", Algorithm.SLIDING_WINDOW_COUNTER, "9/2s")),
				List.of(bucket.withMode(Mode.OBSERVE), Limit.of("c", Algorithm.SLIDING_WINDOW_LOG, "20/1m"),
						slow.withMode(Mode.OBSERVE)),
				List.of(held, bucket), List.of(slow, held.withMode(Mode.OBSERVE), bucket),
				List.of(Limit.fixedWindow("h", "30/month").zone(ZoneId.of("Europe/Berlin")).build(), bucket));
	}

	@ParameterizedTest
	@MethodSource
	void combinations(List<Limit> limits) {
		run(STEPS_PER_ALGORITHM / 4, limits);
	}

	@ParameterizedTest
	@EnumSource
	void aPlanThatChanges(Algorithm algorithm) {
		run(STEPS_PER_ALGORITHM / 6, List.of(Limit.of("api", algorithm, "10/10s")), WHOLE_RATES);
	}

	@ParameterizedTest
	@MethodSource("combinations")
	void plansOfACombinationThatChange(List<Limit> limits) {
		run(STEPS_PER_ALGORITHM / 6, limits, WHOLE_RATES);
	}

	@ParameterizedTest
	@EnumSource
	void keysThatAreBlocked(Algorithm algorithm) {
		for (String rate : List.of("10/10s", "7/s", "100/1m")) {
			Limit limit = Limit.of("api", algorithm, rate);
			run(STEPS_PER_ALGORITHM / 24, List.of(limit.withBlock(Duration.ofMillis(1500))));
			run(STEPS_PER_ALGORITHM / 24, List
				.of(limit.withBlock(Duration.ofSeconds(1), Duration.ofNanos(4_000_001_000L), Duration.ofSeconds(30))));
		}
	}

	@ParameterizedTest
	@MethodSource("combinations")
	void keysThatAreBlockedUnderSomeLimits(List<Limit> limits) {
		List<Limit> blocking = new ArrayList<>(limits);
		blocking.set(0, limits.get(0).withBlock(Duration.ofSeconds(2), Duration.ofSeconds(9)));
		run(STEPS_PER_ALGORITHM / 12, blocking);
		blocking.set(1, limits.get(1).withBlock(Duration.ofMillis(100)));
		run(STEPS_PER_ALGORITHM / 12, blocking, WHOLE_RATES);
	}

	private static void run(int steps, List<Limit> limits) {
		run(steps, limits, List.of());
	}

	private static void run(int least, List<Limit> limits, List<String> rates) {
		Script script = LuaBatch.script(limits);
		STEPS.run(least, (seed, steps) -> new LuaEpisode(limits, rates, script, seed).run(steps));
	}

}

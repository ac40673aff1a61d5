package dev.ratelimit.internal.local;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitBuilder;
import dev.ratelimit.Refill;
import dev.ratelimit.model.Steps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every algorithm against its model, over at least 200,000 random steps each. A failure
 * names the limit, the seed and the step.
 */
class DifferentialTests {

	private static final List<String> RATES = List.of("1/3650d", "1000000000/s", "5/250ms", "3/s", "7/s", "100/1m",
			"1/1ns", "1/1s", "2/3ns", "1000000/3650d", "12345/1h");

	/** Where a word cannot hold an exact state. */
	private static final List<String> ODD_RATES = List.of("1234567/1d", "9007199254740991/3650d", "999983/3650d");

	private static final Steps STEPS = new Steps("single limits, local", 210_000 / (RATES.size() + ODD_RATES.size()),
			500);

	@AfterAll
	static void tell() {
		STEPS.tell();
	}

	static Stream<Limit> exact() {
		return limits(RATES);
	}

	static Stream<Limit> odd() {
		return limits(ODD_RATES);
	}

	private static Stream<Limit> limits(List<String> rates) {
		return Stream.of(Algorithm.values())
			.flatMap((algorithm) -> rates.stream().map((rate) -> Limit.of("api", algorithm, rate)));
	}

	static Stream<Limit> tokenBuckets() {
		return Stream
			.of(bucket("3/s", 7L, 0L), bucket("100/1m", 1L, null), bucket("1000000000/s", 1L << 53, null),
					bucket("1/3650d", 10L, 3L), bucket("5/250ms", 3L, 1L), bucket("1/1ns", 1L << 53, 0L),
					bucket("7/s", 1_000_000L, 999_999L), bucket("7/3000d", 2L, null))
			.flatMap((limit) -> Stream.of(limit, limit.withRefill(Refill.INTERVAL)));
	}

	static Stream<Limit> intervalBuckets() {
		return RATES.stream().map((rate) -> bucket(rate, null, null).withRefill(Refill.INTERVAL));
	}

	static Stream<Limit> calendars() {
		return Stream.of(Limit.fixedWindow("api", "5/day").zone(ZoneId.of("America/Sao_Paulo")),
				Limit.fixedWindow("api", "7/week").zone(ZoneId.of("Europe/Berlin")),
				Limit.fixedWindow("api", "100/month").starts(LocalDate.of(2026, 1, 31)),
				Limit.fixedWindow("api", "3/month").zone(ZoneId.of("Pacific/Apia")).starts(LocalDate.of(2026, 7, 30)),
				Limit.fixedWindow("api", "1/year").starts(LocalDate.of(2024, 2, 29)),
				Limit.fixedWindow("api", "86400000000000/day").zone(ZoneId.of("America/Havana")))
			.map(LimitBuilder::build);
	}

	private static Limit bucket(String rate, Long capacity, Long initial) {
		return Limit.of("api", Algorithm.TOKEN_BUCKET, rate).withCapacity(capacity).withInitial(initial);
	}

	@ParameterizedTest
	@MethodSource({ "exact", "tokenBuckets", "intervalBuckets", "calendars" })
	void equalsTheModel(Limit limit) {
		run(limit, false);
	}

	@ParameterizedTest
	@MethodSource("odd")
	void isNeverEarlierAndLateByLessThanANanosecondACall(Limit limit) {
		run(limit, limit.algorithm() == Algorithm.TOKEN_BUCKET || limit.algorithm() == Algorithm.LEAKY_BUCKET);
	}

	private static void run(Limit limit, boolean lenient) {
		STEPS.run((seed, steps) -> new Episode(limit, seed, lenient).run(steps));
	}

}

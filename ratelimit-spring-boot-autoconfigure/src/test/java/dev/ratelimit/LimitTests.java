package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LimitTests {

	private static final Limit BUCKET = Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1m");

	@Test
	void defaultsToTheRatesPermitsAndToRefusingAtOnce() {
		assertThat(BUCKET.quota()).isEqualTo(100);
		assertThat(BUCKET.initialPermits()).isEqualTo(100);
		assertThat(BUCKET.refill()).isEqualTo(Refill.GREEDY);
		assertThat(BUCKET.maxWait()).isZero();
		assertThat(BUCKET.maxWaiting()).isEqualTo(100);
		assertThat(BUCKET.mode()).isEqualTo(Mode.ENFORCE);
	}

	@Test
	void unsetCapacityAndInitialFollowRateAndCapacity() {
		assertThat(BUCKET.withRate("7/1s").initialPermits()).isEqualTo(7);
		assertThat(BUCKET.withCapacity(20L).initialPermits()).isEqualTo(20);
		assertThat(BUCKET.withCapacity(20L).withRate("7/1s").quota()).isEqualTo(20);
		assertThat(BUCKET.withCapacity(20L).withCapacity(null).quota()).isEqualTo(100);
		assertThat(BUCKET.withInitial(3L).withRate("7/1s").initialPermits()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "A.b_c-9", "0123456789012345678901234567890123456789012345678901234567890123" })
	void acceptsNames(String name) {
		assertThat(Limit.of(name, Algorithm.FIXED_WINDOW, "1/s").name()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a/b", "ä", "a:b",
			"01234567890123456789012345678901234567890123456789012345678901234" })
	void refusesOtherNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.of(name, Algorithm.FIXED_WINDOW, "1/s"))
			.withMessageContaining("Invalid name ('" + name + "')");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, (1L << 53) + 1, Long.MAX_VALUE })
	void refusesACapacityOutOfRange(long capacity) {
		assertThatIllegalArgumentException().isThrownBy(() -> BUCKET.withRate("1000000000/1s").withCapacity(capacity))
			.withMessage("Invalid capacity (%d): must be from 1 to 2^53".formatted(capacity));
	}

	@Test
	void acceptsTheLargestCapacityIfItFillsWithinAHundredYears() {
		assertThat(BUCKET.withRate("1000000000/1s").withCapacity(1L << 53).quota()).isEqualTo(1L << 53);
		assertThat(BUCKET.withCapacity(10L).withRate("1/3650d").window()).isEqualTo(Duration.ofDays(36_500));
		assertThatIllegalArgumentException().isThrownBy(() -> BUCKET.withCapacity(11L).withRate("1/3650d"))
			.withMessageContaining("Invalid capacity (11)")
			.withMessageContaining("100 years");
	}

	@Test
	void refusesRatesWhosePermitsAreBeyondTheLargestQuota() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Limit.of("api", Algorithm.FIXED_WINDOW, "9007199254740993/3650d"))
			.withMessage("Invalid rate (9007199254740993/3650d): must be of at most 2^53 permits");
	}

	@ParameterizedTest
	@ValueSource(longs = { -1, 101 })
	void refusesAnInitialOutOfRange(long initial) {
		assertThatIllegalArgumentException().isThrownBy(() -> BUCKET.withInitial(initial))
			.withMessage("Invalid initial (%d): must be from 0 to the capacity, 100".formatted(initial));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOKEN_BUCKET")
	void onlyATokenBucketHasCapacityInitialAndRefill(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "100/1m");
		assertThat(limit.quota()).isEqualTo(100);
		assertThatIllegalArgumentException().isThrownBy(() -> limit.withCapacity(100L))
			.withMessage("Invalid capacity (100): must be left out, only token-bucket has one");
		assertThatIllegalArgumentException().isThrownBy(() -> limit.withInitial(1L)).withMessageContaining("initial");
		assertThatIllegalArgumentException().isThrownBy(() -> limit.withRefill(Refill.INTERVAL))
			.withMessageContaining("refill");
	}

	@Test
	void checksWaiting() {
		assertThatIllegalArgumentException().isThrownBy(() -> BUCKET.withWaiting(Duration.ofNanos(-1), 1))
			.withMessageContaining("max-wait");
		assertThatIllegalArgumentException().isThrownBy(() -> BUCKET.withWaiting(Duration.ofDays(36_501), 1))
			.withMessageContaining("36500d");
		assertThatIllegalArgumentException().isThrownBy(() -> BUCKET.withWaiting(Duration.ZERO, -1))
			.withMessage("Invalid max-waiting (-1): must be 0 or more");
	}

	@ParameterizedTest
	@CsvSource({ "100/1m, 100, GREEDY, 60000000000", "3/1s, 1, GREEDY, 333333334", "3/1s, 4, GREEDY, 1333333334",
			"3/1s, 3, INTERVAL, 1000000000", "3/1s, 4, INTERVAL, 2000000000", "3/1s, 1, INTERVAL, 1000000000" })
	void windowOfABucketIsItsTimeToFill(String rate, long capacity, Refill refill, long nanos) {
		assertThat(BUCKET.withRate(rate).withCapacity(capacity).withRefill(refill).window()).hasNanos(nanos);
	}

	@Test
	void windowOfTheOthersIsThePeriod() {
		assertThat(Limit.of("api", Algorithm.LEAKY_BUCKET, "3/250ms").window()).hasMillis(250);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FIXED_WINDOW")
	void onlyAFixedWindowCountsByTheCalendar(Algorithm algorithm) {
		assertThatIllegalArgumentException().isThrownBy(() -> Limit.of("api", algorithm, "1000/month"))
			.withMessage("Invalid rate (1000/month): must be of a period such as 1000/30d, "
					+ "only fixed-window counts by the calendar");
	}

	@Test
	void onlyARateByTheCalendarHasAZoneAndAStart() {
		Limit daily = Limit.of("api", Algorithm.FIXED_WINDOW, "100/1d");
		assertThatIllegalArgumentException().isThrownBy(() -> daily.withZone(ZoneId.of("Europe/Berlin")))
			.withMessage("Invalid zone (Europe/Berlin): must be left out, "
					+ "only a rate by the calendar such as 1000/month has one");
		assertThatIllegalArgumentException().isThrownBy(() -> daily.withStarts(LocalDate.of(2026, 1, 15)))
			.withMessageContaining("Invalid starts (2026-01-15): must be left out");
	}

	@Test
	void aRateByTheCalendarHasItsZoneAndStart() {
		Limit limit = Limit.fixedWindow("api", "1000/month")
			.zone(ZoneId.of("Europe/Berlin"))
			.starts(LocalDate.of(2026, 1, 15))
			.build();
		assertThat(limit.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
		assertThat(limit.starts()).isEqualTo("2026-01-15");
		assertThat(limit.toString()).contains("1000/month", "zone=Europe/Berlin", "starts=2026-01-15");
		assertThat(limit.withRate("5/day").starts()).isEqualTo("2026-01-15");
		assertThat(limit).isNotEqualTo(limit.withStarts(null)).isNotEqualTo(limit.withZone(null));
		assertThat(limit.withRate("5/1d")).isEqualTo(Limit.of("api", Algorithm.FIXED_WINDOW, "5/1d"));
		assertThat(limit.withZone(null).zone()).isEqualTo(ZoneId.of("UTC"));
	}

}

package dev.ratelimit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RateTests {

	@ParameterizedTest
	@CsvSource({ "100/1m, 100, 60000000000", "5/s, 5, 1000000000", "100/m, 100, 60000000000", "10/30s, 10, 30000000000",
			"1000/1d, 1000, 86400000000000", "5/250ms, 5, 250000000", "1/us, 1, 1000", "2/h, 2, 3600000000000",
			"3/3ns, 3, 3", "' 7 / 2s ', 7, 2000000000" })
	void readsPermitsPerPeriod(String text, long permits, long periodNanos) {
		assertThat(Rate.of(text)).isEqualTo(Rate.of(permits, Duration.ofNanos(periodNanos)));
	}

	@ParameterizedTest
	@CsvSource({ "1000/month, MONTHS, 31", "5/day, DAYS, 1", "7/week, WEEKS, 7", "' 1 / year ', YEARS, 366" })
	void readsUnitsOfTheCalendar(String text, ChronoUnit unit, int days) {
		Rate rate = Rate.of(text);
		assertThat(rate.calendar()).isEqualTo(unit);
		assertThat(rate.period()).isEqualTo(Duration.ofDays(days));
		assertThat(rate).hasToString(text.replace(" ", ""));
		assertThat(rate).isEqualTo(Rate.of(text)).hasSameHashCodeAs(Rate.of(text));
		assertThat(rate).isNotEqualTo(Rate.of(rate.permits(), rate.period()));
		assertThat(Rate.of("1/1d").calendar()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "1000/2 weeks", "1000/2weeks", "1000/1month", "1000/months", "10/2 years", "3/14days" })
	void aCountOfTheCalendarsUnitsIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining("without a count, such as 1000/month");
	}

	@ParameterizedTest
	@CsvSource({ "0/month, at least 1", "-3/day, at least 1", "86400000000001/day, one permit a nanosecond" })
	void saysWhichValueOfACalendarRateIsOutOfRange(String text, String expected) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1/1ns", "1/3650d", "1000000000/1s", "9007199254740992/3650d" })
	void acceptsTheEndsOfItsRange(String text) {
		assertThat(Rate.of(text)).hasToString(text);
	}

	@ParameterizedTest
	@CsvSource({ "10/0s, 1ns to 3650d", "1/3651d, 1ns to 3650d", "1/999999999999999999d, 1ns to 3650d",
			"0/1s, at least 1", "-5/1s, at least 1", "2/1ns, one permit a nanosecond",
			"1000000001/1s, one permit a nanosecond" })
	void saysWhichValueIsOutOfRange(String text, String expected) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "10", "1/-1s", "1.5/s", "10/1", "10/1w", "10/1S", "/s", "10/1s/2",
			"9999999999999999999/1s", "1/1m30s" })
	void aTextThatIsNoRateIsAnsweredWithTheForm(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(text))
			.withMessageContaining("'" + text + "'")
			.withMessageContaining("100/1m");
	}

	@Test
	void isWrittenInTheLargestUnitThatDivides() {
		assertThat(Rate.of("100/60s")).hasToString("100/1m");
		assertThat(Rate.of("1/1500ms")).hasToString("1/1500ms");
		assertThat(Rate.of("1/s")).hasToString("1/1s");
	}

	@Test
	void ratesOfTheSamePermitsAndPeriodAreEqual() {
		assertThat(Rate.of("100/60s")).isEqualTo(Rate.of("100/1m")).hasSameHashCodeAs(Rate.of("100/1m"));
		assertThat(Rate.of("100/1m")).isNotEqualTo(Rate.of("100/2m")).isNotEqualTo(Rate.of("101/1m"));
	}

	@Test
	void checksWhatIsNotReadFromTextToo() {
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(0, Duration.ofNanos(1)))
			.withMessageContaining("at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(1, Duration.ofNanos(0)))
			.withMessageContaining("1ns to 3650d");
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(1, Duration.ofNanos(Long.MAX_VALUE)));
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(1, Duration.ofDays(400_000)))
			.withMessageContaining("3650d");
		assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(1, Duration.ofSeconds(Long.MIN_VALUE)));
		assertThat(Rate.of(1, Duration.ofNanos(5)).period()).hasNanos(5);
	}

}

package dev.ratelimit.internal.algorithm;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CalendarSpanTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			textBlock = """
					# unit, zone,            starts,     a time,                    its window's begin,        and end
					month, -,                -,          2026-02-28T23:59:59Z,      2026-02-01T00:00Z,         2026-03-01T00:00Z
					month, -,                -,          2026-03-01T00:00:00Z,      2026-03-01T00:00Z,         2026-04-01T00:00Z
					month, -,                2026-01-15, 2026-03-14T23:59:59Z,      2026-02-15T00:00Z,         2026-03-15T00:00Z
					# before it starts, too
					month, -,                2026-01-15, 2025-12-20T00:00Z,         2025-12-15T00:00Z,         2026-01-15T00:00Z
					# the 31st is the last day, and is the 31st again afterwards
					month, -,                2026-01-31, 2026-02-27T23:59:59Z,      2026-01-31T00:00Z,         2026-02-28T00:00Z
					month, -,                2026-01-31, 2026-02-28T00:00Z,         2026-02-28T00:00Z,         2026-03-31T00:00Z
					month, -,                2026-01-31, 2028-02-28T12:00Z,         2028-01-31T00:00Z,         2028-02-29T00:00Z
					month, -,                2026-01-31, 2026-04-30T12:00Z,         2026-04-30T00:00Z,         2026-05-31T00:00Z
					month, -,                2026-01-29, 2026-02-28T12:00Z,         2026-02-28T00:00Z,         2026-03-29T00:00Z
					# 29 February
					year,  -,                2024-02-29, 2026-02-27T12:00Z,         2025-02-28T00:00Z,         2026-02-28T00:00Z
					year,  -,                2024-02-29, 2028-02-28T12:00Z,         2027-02-28T00:00Z,         2028-02-29T00:00Z
					year,  -,                2024-02-29, 2028-02-29T12:00Z,         2028-02-29T00:00Z,         2029-02-28T00:00Z
					year,  -,                -,          2028-07-01T00:00Z,         2028-01-01T00:00Z,         2029-01-01T00:00Z
					year,  -,                2026-07-01, 2026-06-30T23:59:59Z,      2025-07-01T00:00Z,         2026-07-01T00:00Z
					# weeks begin on Monday, or as they start
					week,  -,                -,          2026-11-29T23:59:59Z,      2026-11-23T00:00Z,         2026-11-30T00:00Z
					week,  -,                2026-11-25, 2026-11-24T23:59:59Z,      2026-11-18T00:00Z,         2026-11-25T00:00Z
					day,   -,                -,          2026-11-27T19:00Z,         2026-11-27T00:00Z,         2026-11-28T00:00Z
					# summer time: a day of 23 hours and one of 25
					day,   Europe/Berlin,    -,          2026-03-29T12:00+02:00,    2026-03-29T00:00+01:00,    2026-03-30T00:00+02:00
					day,   Europe/Berlin,    -,          2026-10-25T12:00+01:00,    2026-10-25T00:00+02:00,    2026-10-26T00:00+01:00
					month, Europe/Berlin,    -,          2026-03-31T23:59:59+02:00, 2026-03-01T00:00+01:00,    2026-04-01T00:00+02:00
					# a midnight that did not exist, and one hour before a midnight that came twice
					day,   America/Sao_Paulo, -,         2018-11-04T12:00-02:00,    2018-11-04T01:00-02:00,    2018-11-05T00:00-02:00
					day,   America/Sao_Paulo, -,         2018-11-03T23:59:59-03:00, 2018-11-03T00:00-03:00,    2018-11-04T01:00-02:00
					day,   America/Sao_Paulo, -,         2019-02-16T23:30-03:00,    2019-02-16T00:00-02:00,    2019-02-17T00:00-03:00
					month, America/Sao_Paulo, 2018-10-04, 2018-11-04T02:00Z,        2018-10-04T00:00-03:00,    2018-11-04T01:00-02:00
					# at one minute past midnight it was 23:01 again: the new day had begun
					day,   America/St_Johns, -,          2006-10-28T23:30-03:30,    2006-10-29T00:00-02:30,    2006-10-30T00:00-03:30
					# a midnight that came twice: the first
					day,   America/Havana,   -,          2025-11-02T00:30-05:00,    2025-11-02T00:00-04:00,    2025-11-03T00:00-05:00
					# a day that never was: 30 December 2011
					day,   Pacific/Apia,     -,          2011-12-31T00:00+14:00,    2011-12-31T00:00+14:00,    2012-01-01T00:00+14:00
					day,   Pacific/Apia,     -,          2011-12-29T23:59:59-10:00, 2011-12-29T00:00-10:00,    2011-12-31T00:00+14:00
					month, Pacific/Apia,     2026-07-30, 2011-12-31T00:00+14:00,    2011-12-31T00:00+14:00,    2012-01-30T00:00+14:00
					month, Pacific/Apia,     2026-07-30, 2011-12-29T23:59:59-10:00, 2011-11-30T00:00-10:00,    2011-12-31T00:00+14:00
					# starts of other ages
					month, -,                9999-12-31, 2026-02-28T00:00Z,         2026-02-28T00:00Z,         2026-03-31T00:00Z
					year,  Pacific/Apia,     9999-12-30, 2012-01-01T00:00+14:00,    2011-12-31T00:00+14:00,    2012-12-30T00:00+14:00
					week,  -,                0001-01-01, 2026-11-29T23:59:59Z,      2026-11-23T00:00Z,         2026-11-30T00:00Z
					# the window that the epoch is in began before
					month, -,                2026-01-15, 1970-01-01T00:00Z,         1969-12-15T00:00Z,         1970-01-15T00:00Z
					""")
	void aWindowLastsFromFirstMomentToFirstMoment(String unit, String zone, LocalDate starts, OffsetDateTime time,
			OffsetDateTime begin, OffsetDateTime end) {
		CalendarSpan span = CalendarSpan.at(limit(unit, zone, starts), nanos(time));
		assertThat(instant(span.begin())).isEqualTo(begin.toInstant());
		assertThat(instant(span.end())).isEqualTo(end.toInstant());
		assertThat(span.nanos()).isEqualTo(span.end() - span.begin());
	}

	@Test
	void windowsAreNumberedFromTheEpochOn() {
		Limit limit = limit("month", null, LocalDate.of(2026, 1, 15));
		assertThat(CalendarSpan.at(limit, 0).number()).isZero();
		assertThat(CalendarSpan.at(limit, nanos(OffsetDateTime.parse("1970-01-15T00:00Z"))).number()).isEqualTo(1);
		assertThat(CalendarSpan.at(limit, nanos(OffsetDateTime.parse("2026-01-15T00:00Z"))).number())
			.isEqualTo(12 * 56 + 1);
	}

	@ParameterizedTest
	@CsvSource({ "day", "week", "month", "year" })
	void anyDateCanBeTheStart(String unit) {
		long now = nanos(OffsetDateTime.parse("2026-11-28T12:00Z"));
		for (LocalDate starts : new LocalDate[] { LocalDate.MIN, LocalDate.MAX }) {
			CalendarSpan span = CalendarSpan.at(limit(unit, null, starts), now);
			assertThat(now).isBetween(span.begin(), span.end() - 1);
			assertThat(span.nanos()).isBetween(1L, 366 * 86_400_000_000_000L);
		}
	}

	@Test
	void aWindowBeyondTheClockNeverEnds() {
		CalendarSpan span = CalendarSpan.at(limit("year", null, null), Long.MAX_VALUE);
		assertThat(span.end()).isEqualTo(Long.MAX_VALUE);
		assertThat(span.begin()).isBetween(0L, Long.MAX_VALUE - 1);
	}

	private static Limit limit(String unit, String zone, LocalDate starts) {
		LimitBuilder.FixedWindow limit = Limit.fixedWindow("api", "10/" + unit);
		if (zone != null) {
			limit.zone(ZoneId.of(zone));
		}
		return ((starts != null) ? limit.starts(starts) : limit).build();
	}

	private static long nanos(OffsetDateTime time) {
		return time.toEpochSecond() * 1_000_000_000L;
	}

	private static Instant instant(long nanos) {
		return Instant.ofEpochSecond(0, nanos);
	}

}

package dev.ratelimit.internal.local;

import java.time.LocalDate;
import java.time.ZoneId;

import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

class CalendarTests {

	@Test
	void aMonthOfTheZoneIsOneWindow() {
		Limit limit = Limit.fixedWindow("api", "10/month").zone(ZoneId.of("Europe/Berlin")).build();
		Timetable.check(limit, """
				2026-03-01T00:00:00+01:00 | 4    | yes | 6  | 0          | 30d+23h
				2026-03-31T12:00:00+02:00 | 6    | yes | 0  | 0          | 12h
				2026-03-31T12:00:00+02:00 | 1    | no  | 0  | 12h        | 12h
				2026-03-31T23:59:59.999999999+02:00 | 1 | no | 0 | 1ns   | 1ns
				2026-04-01T00:00:00+02:00 | 10   | yes | 0  | 0          | 30d
				2026-04-01T00:00:00+02:00 | 1    | no  | 0  | 30d        | 30d
				2026-07-01T00:00:00+02:00 | peek | yes | 10 | 0          | 0""");
	}

	@Test
	void aBillingDayOfThe31stIsTheLastDay() {
		Limit limit = Limit.fixedWindow("api", "10/month").starts(LocalDate.of(2026, 1, 31)).build();
		Timetable.check(limit, """
				2026-01-30T23:00:00Z | 10 | yes | 0 | 0   | 1h
				2026-01-31T00:00:00Z | 9  | yes | 1 | 0   | 28d
				2026-02-27T23:59:59Z | 2  | no  | 1 | 1s  | 1s
				2026-02-28T00:00:00Z | 2  | yes | 8 | 0   | 31d
				2026-03-30T00:00:00Z | 9  | no  | 8 | 1d  | 1d
				2026-03-31T00:00:00Z | 9  | yes | 1 | 0   | 30d""");
	}

	@Test
	void aDayOfSummerTimeHas23HoursAnd25() {
		Limit limit = Limit.fixedWindow("api", "2/day").zone(ZoneId.of("Europe/Berlin")).build();
		Timetable.check(limit, """
				2026-03-29T00:00:00+01:00 | 2 | yes | 0 | 0   | 23h
				2026-03-29T23:00:00+02:00 | 1 | no  | 0 | 1h  | 1h
				2026-03-30T00:00:00+02:00 | 1 | yes | 1 | 0   | 24h
				2026-10-25T00:00:00+02:00 | 2 | yes | 0 | 0   | 25h
				2026-10-25T02:30:00+01:00 | 1 | no  | 0 | 21h+30m | 21h+30m
				2026-10-26T00:00:00+01:00 | 2 | yes | 0 | 0   | 24h""");
	}

	@Test
	void aDayWithoutMidnightBeginsAtOne() {
		Limit limit = Limit.fixedWindow("api", "2/day").zone(ZoneId.of("America/Sao_Paulo")).build();
		Timetable.check(limit, """
				2018-11-03T23:00:00-03:00 | 2 | yes | 0 | 0   | 1h
				2018-11-03T23:59:59-03:00 | 1 | no  | 0 | 1s  | 1s
				2018-11-04T01:00:00-02:00 | 2 | yes | 0 | 0   | 23h""");
	}

}

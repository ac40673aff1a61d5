package dev.ratelimit.internal.algorithm;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import dev.ratelimit.Limit;

/**
 * A day, week, month or year of a zone's calendar, counted from the date that a limit
 * starts at. It lasts from the first moment of its first day to that of the next span's,
 * so what summer time adds, takes away or repeats belongs to the day before.
 *
 * @param number spans since the one that the epoch is in
 * @param begin its first nanosecond since the epoch, negative if before it
 * @param end the first that it no longer has; the greatest long if that is beyond it
 */
public record CalendarSpan(long number, long begin, long end) {

	private static final LocalDate FIRST_OF_JANUARY = LocalDate.of(1970, 1, 1);

	private static final LocalDate MONDAY = LocalDate.of(1970, 1, 5);

	private static final long SECOND = 1_000_000_000L;

	/**
	 * The span that a time is in.
	 * @param limit a limit whose rate is one by the calendar
	 * @param nanos the time, in nanoseconds since the epoch
	 * @return the span
	 */
	public static CalendarSpan at(Limit limit, long nanos) {
		Calendar calendar = Calendar.of(limit);
		long number = calendar.numberAt(Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND));
		return new CalendarSpan(number - calendar.numberAt(Instant.EPOCH), nanos(calendar.begin(number)),
				nanos(calendar.begin(number + 1)));
	}

	private static long nanos(Instant moment) {
		long seconds = moment.getEpochSecond();
		return (seconds <= Long.MAX_VALUE / SECOND - 1) ? seconds * SECOND : Long.MAX_VALUE;
	}

	/**
	 * The length.
	 * @return nanoseconds, above zero
	 */
	public long nanos() {
		return this.end - this.begin;
	}

	/**
	 * Spans numbered from a date.
	 */
	private record Calendar(LocalDate starts, ChronoUnit unit, ZoneId zone) {

		static Calendar of(Limit limit) {
			ChronoUnit unit = Objects.requireNonNull(limit.rate().calendar(), "no rate by the calendar");
			LocalDate usual = (unit == ChronoUnit.WEEKS) ? MONDAY : FIRST_OF_JANUARY;
			return new Calendar((limit.starts() != null) ? limit.starts() : usual, unit, limit.zone());
		}

		/**
		 * Always counted from the start, so that the 31st is lost in no shorter month.
		 */
		Instant begin(long number) {
			return this.starts.plus(number, this.unit).atStartOfDay(this.zone).toInstant();
		}

		/** A clock that is set back at midnight has a date twice: moments decide. */
		long numberAt(Instant moment) {
			long number = this.unit.between(this.starts, moment.atZone(this.zone).toLocalDate());
			while (begin(number).isAfter(moment)) {
				number--;
			}
			while (!begin(number + 1).isAfter(moment)) {
				number++;
			}
			return number;
		}

	}

}

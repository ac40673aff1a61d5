package dev.ratelimit;

import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Permits per period, such as {@code 100/1m}, or per unit of the calendar, such as
 * {@code 1000/month}. Immutable and safe for use by many threads; rates of the same
 * permits and period or unit are equal.
 */
public final class Rate {

	private static final Duration MAX_PERIOD = Duration.ofDays(3650);

	private static final long MAX_PERIOD_NANOS = MAX_PERIOD.toNanos();

	private static final Pattern FORM = Pattern.compile("(-?\\d{1,18})\\s*/\\s*(\\d{1,18})?\\s*(ns|us|ms|s|m|h|d)");

	private static final Pattern CALENDAR_FORM = Pattern.compile("(-?\\d{1,18})\\s*/\\s*(day|week|month|year)");

	private static final Pattern PLURAL = Pattern.compile("\\d+\\s*/\\s*(days|weeks|months|years)");

	private static final Pattern COUNTED_UNIT = Pattern
		.compile(".*/\\s*(\\d+\\s*(day|week|month|year)s?|days|weeks|months|years)");

	private final long permits;

	private final long periodNanos;

	private final @Nullable CalendarUnit calendar;

	private Rate(long permits, long periodNanos, @Nullable CalendarUnit calendar) {
		this.permits = permits;
		this.periodNanos = periodNanos;
		this.calendar = calendar;
	}

	/**
	 * Creates a rate.
	 * @param permits the permits that a period grants: at least 1, at most one per
	 * nanosecond
	 * @param period from 1 ns to 3650 days
	 * @return the rate
	 * @throws IllegalArgumentException if a value is out of range; the message says which
	 */
	public static Rate of(long permits, Duration period) {
		boolean countable = !period.isNegative() && period.compareTo(MAX_PERIOD) <= 0;
		return of(permits, countable ? period.toNanos() : 0, null, "(%d in %s)".formatted(permits, period));
	}

	private static Rate of(long permits, long periodNanos, @Nullable CalendarUnit calendar, String given) {
		check(permits >= 1, given, "must be at least 1 permit");
		check(periodNanos >= 1 && periodNanos <= MAX_PERIOD_NANOS, given, "the period must be from 1ns to 3650d");
		check(permits <= periodNanos, given, "must be at most one permit a nanosecond");
		return new Rate(permits, periodNanos, calendar);
	}

	private static void check(boolean legal, String given, String expected) {
		if (!legal) {
			throw new IllegalArgumentException("Invalid rate %s: %s".formatted(given, expected));
		}
	}

	/**
	 * Reads a rate.
	 * @param text {@code permits/period} with a unit of ns, us, ms, s, m, h or d; a unit
	 * without a count is one: {@code 100/1m}, {@code 5/s}, {@code 5/250ms}. Or
	 * {@code permits/unit} with day, week, month or year written out, for a rate by the
	 * calendar; this unit has no count: {@code 1000/month}
	 * @return the rate
	 * @throws IllegalArgumentException if the text has another form or a value is out of
	 * range; the message says which
	 */
	public static Rate of(String text) {
		String given = "'" + text + "'";
		Matcher calendar = CALENDAR_FORM.matcher(text.trim());
		if (calendar.matches()) {
			CalendarUnit unit = CalendarUnit.valueOf(calendar.group(2).toUpperCase(Locale.ROOT));
			return of(Long.parseLong(calendar.group(1)), unit.nanos, unit, given);
		}
		check(!PLURAL.matcher(text.trim()).matches(), given,
				"did you mean '%s'? A day, week, month or year is one, without a count, such as 1000/month"
					.formatted(text.trim().replaceFirst("s$", "")));
		check(!COUNTED_UNIT.matcher(text.trim()).matches(), given,
				"a day, week, month or year of the calendar is one, without a count, such as 1000/month; "
						+ "write a number of days as such, such as 1000/14d");
		Matcher matcher = FORM.matcher(text.trim());
		check(matcher.matches(), given,
				"must be permits/period such as 100/1m, 5/s or 10/250ms (units ns us ms s m h d), "
						+ "or by the calendar such as 1000/month (day week month year)");
		long count = (matcher.group(2) != null) ? Long.parseLong(matcher.group(2)) : 1;
		long unit = Unit.valueOf(matcher.group(3).toUpperCase(Locale.ROOT)).nanos;
		boolean countable = count <= MAX_PERIOD_NANOS / unit;
		return of(Long.parseLong(matcher.group(1)), countable ? count * unit : 0, null, given);
	}

	/**
	 * {@return the permits that a period grants, at least 1}
	 */
	public long permits() {
		return this.permits;
	}

	/**
	 * Returns the unit of the calendar for which the permits are granted.
	 * @return days, weeks, months or years; null for a rate of a fixed period
	 */
	public @Nullable ChronoUnit calendar() {
		return (this.calendar != null) ? this.calendar.unit : null;
	}

	/**
	 * Returns the period. That of a calendar rate is nominal: 24 hours, 7 days, 31 days
	 * or 366 days.
	 * @return nanoseconds, from 1 to those of 3650 days
	 */
	public long periodNanos() {
		return this.periodNanos;
	}

	/**
	 * Returns the period. That of a calendar rate is nominal: 24 hours, 7 days, 31 days
	 * or 366 days.
	 * @return from 1 ns to 3650 days
	 */
	public Duration period() {
		return Duration.ofNanos(this.periodNanos);
	}

	/** Returns the time in which this rate grants a number of permits, rounded up. */
	Duration timeFor(long permits) {
		return Duration.ofNanos(nanosFor(permits).longValueExact());
	}

	/** Returns whether this rate grants a number of permits within a time. */
	boolean grants(long permits, Duration time) {
		return nanosFor(permits).compareTo(BigInteger.valueOf(time.toNanos())) <= 0;
	}

	private BigInteger nanosFor(long permits) {
		BigInteger product = BigInteger.valueOf(this.periodNanos).multiply(BigInteger.valueOf(permits));
		BigInteger[] parts = product.divideAndRemainder(BigInteger.valueOf(this.permits));
		return (parts[1].signum() > 0) ? parts[0].add(BigInteger.ONE) : parts[0];
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Rate rate && this.permits == rate.permits && this.periodNanos == rate.periodNanos
				&& this.calendar == rate.calendar;
	}

	@Override
	public int hashCode() {
		return Long.hashCode(31 * this.permits + this.periodNanos);
	}

	/**
	 * Writes the form that {@link #of(String)} reads.
	 * @return such as {@code 100/1m} or {@code 1000/month}
	 */
	@Override
	public String toString() {
		if (this.calendar != null) {
			return this.permits + "/" + this.calendar.name().toLowerCase(Locale.ROOT);
		}
		for (Unit unit : Unit.values()) {
			if (this.periodNanos % unit.nanos == 0) {
				return this.permits + "/" + this.periodNanos / unit.nanos + unit.name().toLowerCase(Locale.ROOT);
			}
		}
		throw new IllegalStateException("every period divides by 1ns");
	}

	/** Longest first, so that {@link #toString} finds the largest unit that divides. */
	private enum Unit {

		D(86_400_000_000_000L), H(3_600_000_000_000L), M(60_000_000_000L), S(1_000_000_000L), MS(1_000_000L),
		US(1_000L), NS(1L);

		private final long nanos;

		Unit(long nanos) {
			this.nanos = nanos;
		}

	}

	/** Units of the calendar, and the longest each is by name. */
	private enum CalendarUnit {

		DAY(ChronoUnit.DAYS, 1), WEEK(ChronoUnit.WEEKS, 7), MONTH(ChronoUnit.MONTHS, 31), YEAR(ChronoUnit.YEARS, 366);

		private final ChronoUnit unit;

		private final long nanos;

		CalendarUnit(ChronoUnit unit, int days) {
			this.unit = unit;
			this.nanos = Duration.ofDays(days).toNanos();
		}

	}

}

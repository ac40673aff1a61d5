package dev.ratelimit;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Permits per period, such as {@code 100/1m}. Immutable.
 *
 * @param permits how many permits a period grants: at least 1, at most one per nanosecond
 * @param periodNanos the period in nanoseconds: 1 to 3650 days
 */
public record Rate(long permits, long periodNanos) {

	private static final long MAX_PERIOD_NANOS = Duration.ofDays(3650).toNanos();

	private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\s*/\\s*(\\d{1,18})?\\s*(ns|us|ms|s|m|h|d)");

	/**
	 * Checks that the rate is legal.
	 * @param permits see {@link #permits}
	 * @param periodNanos see {@link #periodNanos}
	 * @throws IllegalArgumentException if it is out of range
	 */
	public Rate {
		if (permits < 1) {
			throw new IllegalArgumentException("Invalid rate (%d permits): must be at least 1".formatted(permits));
		}
		if (periodNanos < 1 || periodNanos > MAX_PERIOD_NANOS) {
			throw new IllegalArgumentException(
					"Invalid rate (period of %d ns): the period must be from 1ns to 3650d".formatted(periodNanos));
		}
		if (permits > periodNanos) {
			throw new IllegalArgumentException(
					"Invalid rate (%d permits in %d ns): must be at most one permit a nanosecond".formatted(permits,
							periodNanos));
		}
	}

	/**
	 * Reads a rate.
	 * @param text {@code permits/period} with a unit of ns, us, ms, s, m, h or d; a bare
	 * unit is one of it: {@code 100/1m}, {@code 5/s}, {@code 5/250ms}
	 * @return the rate
	 * @throws IllegalArgumentException if the text has another form or a value is out of
	 * range; the message says which
	 */
	public static Rate of(String text) {
		Matcher matcher = FORM.matcher(text.trim());
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"Invalid rate '%s': must be permits/period such as 100/1m, 5/s or 10/250ms (units ns us ms s m h d)"
						.formatted(text));
		}
		try {
			long count = (matcher.group(2) != null) ? Long.parseLong(matcher.group(2)) : 1;
			long period = Math.multiplyExact(count, Unit.valueOf(matcher.group(3).toUpperCase(Locale.ROOT)).nanos);
			return new Rate(Long.parseLong(matcher.group(1)), period);
		}
		catch (ArithmeticException ex) {
			throw new IllegalArgumentException(
					"Invalid rate '%s': the period must be from 1ns to 3650d".formatted(text), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Invalid rate '%s': %s".formatted(text, ex.getMessage()), ex);
		}
	}

	/**
	 * The period.
	 * @return from 1 ns to 3650 days
	 */
	public Duration period() {
		return Duration.ofNanos(this.periodNanos);
	}

	/**
	 * The form that {@link #of} reads.
	 * @return such as {@code 100/1m}
	 */
	@Override
	public String toString() {
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

}

package dev.ratelimit.internal.text;

import java.time.Duration;

/**
 * Writes durations for people.
 */
public final class Spoken {

	private static final String[] UNITS = { "day", "hour", "minute", "second" };

	private static final long[] SECONDS = { 86_400, 3600, 60, 1 };

	private Spoken() {
	}

	/**
	 * A time to wait in its two largest units, rounded up, so that a call after it does
	 * not come too early.
	 * @param wait the time
	 * @return such as {@code 4 minutes 58 seconds}; at least {@code 1 second}
	 */
	public static String wait(Duration wait) {
		long seconds = seconds(wait);
		int unit = 0;
		while (seconds < SECONDS[unit]) {
			unit++;
		}
		if (unit == UNITS.length - 1) {
			return count(seconds, unit);
		}
		long smaller = SECONDS[unit + 1];
		long rounded = (seconds + smaller - 1) / smaller * smaller;
		if (unit > 0 && rounded == SECONDS[unit - 1]) {
			return count(1, unit - 1);
		}
		long rest = rounded % SECONDS[unit] / smaller;
		return count(rounded / SECONDS[unit], unit) + ((rest > 0) ? " " + count(rest, unit + 1) : "");
	}

	/**
	 * A time to wait in whole seconds, rounded up, so that a call after it does not come
	 * too early.
	 * @param wait the time
	 * @return seconds, at least 1
	 */
	public static long seconds(Duration wait) {
		return Math.max(1, wait.getSeconds() + ((wait.getNano() > 0) ? 1 : 0));
	}

	/**
	 * A duration in the largest unit that divides it, as properties have it.
	 * @param duration a duration, above zero
	 * @return such as {@code 15m}
	 */
	public static String property(Duration duration) {
		if (duration.getNano() != 0) {
			long nanos = duration.toNanos();
			return (nanos % 1_000_000 == 0) ? nanos / 1_000_000 + "ms" : nanos + "ns";
		}
		int unit = 0;
		while (duration.getSeconds() % SECONDS[unit] != 0) {
			unit++;
		}
		return duration.getSeconds() / SECONDS[unit] + UNITS[unit].substring(0, 1);
	}

	private static String count(long count, int unit) {
		return count + " " + UNITS[unit] + ((count != 1) ? "s" : "");
	}

}

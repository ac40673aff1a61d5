package dev.ratelimit.internal.expression;

import java.util.regex.Pattern;

/**
 * Reads values as whole numbers, which permits are counted in.
 */
final class WholeNumbers {

	private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");

	private WholeNumbers() {
	}

	/** Whether it is a number at all. */
	static boolean isKnown(Number number) {
		return !Double.isNaN(number.doubleValue());
	}

	/** The number, a fraction rounded away from zero. */
	static long of(Number number) {
		if (number instanceof Long || number instanceof Integer) {
			return number.longValue();
		}
		double value = number.doubleValue();
		return (long) ((value < 0) ? Math.floor(value) : Math.ceil(value));
	}

	/**
	 * Reads digits. Those that are too many for a long are still a number, and no small
	 * one.
	 * @throws NumberFormatException if the text is something else
	 */
	static long read(String text) {
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			if (DIGITS.matcher(text).matches()) {
				return text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
			}
			throw ex;
		}
	}

}

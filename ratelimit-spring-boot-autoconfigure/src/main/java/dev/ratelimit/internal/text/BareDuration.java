package dev.ratelimit.internal.text;

import java.util.regex.Pattern;

/**
 * A time that is written as a number without a unit. Spring Boot reads it in
 * milliseconds, and hardly anybody means that.
 */
public final class BareDuration {

	private static final Pattern BARE = Pattern.compile("\\+?\\d+");

	private static final Pattern ZERO = Pattern.compile("\\+?0+");

	private BareDuration() {
	}

	/**
	 * Whether a text is such a number, and not 0, which is the same in every unit.
	 * @param text the text, without white space around it
	 * @return true if so
	 */
	public static boolean is(String text) {
		return BARE.matcher(text).matches() && !ZERO.matcher(text).matches();
	}

	/**
	 * Says what it means, for messages.
	 * @param text the number
	 * @return such as {@code 15 is 15 milliseconds}
	 */
	public static String problem(String text) {
		return "%s is %s milliseconds".formatted(text, text);
	}

	/**
	 * Says what was meant, for messages.
	 * @param text the number
	 * @return such as {@code Write 15m, 15s or, if that is meant, 15ms}
	 */
	public static String remedy(String text) {
		return "Write %sm, %ss or, if that is meant, %sms".formatted(text, text, text);
	}

}

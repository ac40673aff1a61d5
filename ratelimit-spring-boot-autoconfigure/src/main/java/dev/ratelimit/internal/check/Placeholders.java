package dev.ratelimit.internal.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.InvalidConfigurationException;

/**
 * Finds placeholders without a value, which Spring leaves as they are written: a path
 * with one matches nothing, and a secret with one is known to everybody.
 */
public final class Placeholders {

	private static final Pattern LEFT = Pattern.compile("\\$\\{[^{}]*}");

	private Placeholders() {
	}

	/**
	 * Checks that none is left.
	 * @param where the property, for messages
	 * @param text its value
	 * @throws InvalidConfigurationException if there is one
	 */
	public static void checkNone(String where, String text) {
		Matcher matcher = LEFT.matcher(text);
		if (matcher.find()) {
			throw withoutValue(where, matcher.group());
		}
	}

	/**
	 * The mistake that a placeholder has no value.
	 * @param where the property, for messages
	 * @param placeholder the placeholder
	 * @return the mistake
	 */
	public static InvalidConfigurationException withoutValue(String where, String placeholder) {
		return new InvalidConfigurationException(where, "the placeholder '%s' has no value".formatted(placeholder),
				"Set the property that it names, or write a default behind a colon, such as ${name:value}");
	}

}

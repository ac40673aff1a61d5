package dev.ratelimit.internal.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.InvalidConfigurationException;

/**
 * Finds placeholders without a value, which Spring Boot leaves in properties as they are
 * written: a path or an expression with one is not what was meant.
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
			throw new InvalidConfigurationException(where,
					"the placeholder '%s' has no value".formatted(matcher.group()),
					"Set the property that it names, or write a default behind a colon, such as ${name:value}");
		}
	}

}

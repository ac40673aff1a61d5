package dev.ratelimit.internal.changes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.internal.key.KeyMask;

/**
 * What is wrong with limits, in words that are logged and shown: under a secret without
 * the keys of overrides.
 *
 * @param mask what keys appear as
 */
record MaskedMessages(KeyMask mask) {

	/**
	 * A key in a property's name, in brackets or up to the property or the name's end.
	 */
	private static final Pattern KEY = Pattern.compile("overrides(?:\\[(.+?)](?=[.:\\s'\"]|$)"
			+ "|\\.(.+?)(?=(?:\\.(?:rate|capacity|initial))?(?::?\\s|:?$|['\"])))");

	String of(String message) {
		String text = message;
		if (this.mask.masks()) {
			Matcher found = KEY.matcher(message);
			while (found.find()) {
				String key = (found.group(1) != null) ? found.group(1) : found.group(2);
				text = text.replaceAll("(?i)(?<![\\w-])" + Pattern.quote(key) + "(?![\\w-])", this.mask.mask(key));
			}
		}
		return text;
	}

}

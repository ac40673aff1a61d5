package dev.ratelimit.internal.http;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Bounds the locales in which refusals are put into words: message sources keep each one
 * that they are asked for, and clients can make up any number.
 */
final class RefusalLocale {

	private static final Set<Locale> KNOWN = new HashSet<>(Arrays.asList(Locale.getAvailableLocales()));

	private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());

	private RefusalLocale() {
	}

	/** The nearest of the locales that exist. */
	static Locale nearest(Locale asked) {
		if (KNOWN.contains(asked)) {
			return asked;
		}
		Locale plain = new Locale.Builder().setLanguage(asked.getLanguage()).setRegion(asked.getCountry()).build();
		if (KNOWN.contains(plain)) {
			return plain;
		}
		return LANGUAGES.contains(asked.getLanguage()) ? Locale.forLanguageTag(asked.getLanguage())
				: Locale.getDefault();
	}

}

package dev.ratelimit.internal.expression;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The one form that all writings of a text share.
 */
final class CanonicalText {

	private CanonicalText() {
	}

	static String of(String text) {
		if (isCanonical(text)) {
			return text;
		}
		StringBuilder visible = new StringBuilder(text.length());
		text.codePoints().filter((c) -> !isInvisible(c)).forEach(visible::appendCodePoint);
		String lower = normalized(visible).toLowerCase(Locale.ROOT);
		// Lower case may need composing again
		return normalized(lower).strip();
	}

	/** Plain ASCII without capitals and blanks, as most texts are. */
	private static boolean isCanonical(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c <= ' ' || c >= 0x7f || (c >= 'A' && c <= 'Z')) {
				return false;
			}
		}
		return true;
	}

	private static String normalized(CharSequence text) {
		return Normalizer.normalize(text, Normalizer.Form.NFKC);
	}

	private static boolean isInvisible(int c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
			default -> false;
		};
	}

}

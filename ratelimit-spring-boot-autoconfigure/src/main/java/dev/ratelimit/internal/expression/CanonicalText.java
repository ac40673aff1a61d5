package dev.ratelimit.internal.expression;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The one form that all writings of a text share.
 */
final class CanonicalText {

	/**
	 * What Unicode calls ignorable beside controls and formats, such as selectors of
	 * variants: ranges, each with its first and last.
	 */
	private static final int[] IGNORABLE = { 0x34f, 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x2060,
			0x206f, 0x3164, 0x3164, 0xfe00, 0xfe0f, 0xffa0, 0xffa0, 0xfff0, 0xfff8, 0xe0000, 0xe0fff };

	/**
	 * How many characters are normalized. No name is longer, and to put the marks of one
	 * letter in order takes the square of their number.
	 */
	private static final int LONGEST = 1000;

	private CanonicalText() {
	}

	static String of(String text) {
		if (isCanonical(text)) {
			return text;
		}
		String visible = visible(text);
		if (visible.length() > LONGEST) {
			return of(visible.substring(0, LONGEST)) + visible.substring(LONGEST).toLowerCase(Locale.ROOT);
		}
		// At the end of a word a small sigma is another character
		String lower = normalized(visible).toLowerCase(Locale.ROOT).replace('\u03c2', '\u03c3');
		// Lower case may need composing again
		return normalized(lower).strip();
	}

	/** Without what cannot be seen in it, and the blanks around it. */
	private static String visible(String text) {
		StringBuilder visible = new StringBuilder(text.length());
		text.codePoints()
			.filter((c) -> !isInvisible(c))
			.dropWhile(CanonicalText::isBlank)
			.forEach(visible::appendCodePoint);
		int end = visible.length();
		while (end > 0 && isBlank(visible.charAt(end - 1))) {
			end--;
		}
		return visible.substring(0, end);
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

	private static String normalized(String text) {
		return Normalizer.normalize(text, Normalizer.Form.NFKC);
	}

	private static boolean isInvisible(int c) {
		return switch (Character.getType(c)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> true;
			default -> isIgnorable(c);
		};
	}

	private static boolean isBlank(int c) {
		return Character.isWhitespace(c) || Character.isSpaceChar(c);
	}

	private static boolean isIgnorable(int c) {
		for (int i = 0; i < IGNORABLE.length; i += 2) {
			if (c >= IGNORABLE[i] && c <= IGNORABLE[i + 1]) {
				return true;
			}
		}
		return false;
	}

}

package dev.ratelimit.internal.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/**
 * Finds the known name that a mistyped one probably meant.
 */
public final class NearestName {

	private NearestName() {
	}

	/**
	 * A question to append to an error message.
	 * @param name the name as written
	 * @param known the names that would have been right
	 * @return {@code " (did you mean 'x'?)"}, or an empty string if no known name is near
	 */
	public static String hint(String name, Collection<String> known) {
		String wanted = name.toLowerCase(Locale.ROOT);
		int tolerance = Math.max(1, wanted.length() / 3);
		return known.stream()
			.filter((candidate) -> distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= tolerance)
			.min(Comparator.comparingInt((candidate) -> distance(wanted, candidate.toLowerCase(Locale.ROOT))))
			.map((nearest) -> " (did you mean '" + nearest + "'?)")
			.orElse("");
	}

	/** Levenshtein's distance. */
	private static int distance(String a, String b) {
		int[] row = new int[b.length() + 1];
		for (int j = 0; j <= b.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= a.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= b.length(); j++) {
				int above = row[j];
				int changed = diagonal + ((a.charAt(i - 1) != b.charAt(j - 1)) ? 1 : 0);
				row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
				diagonal = above;
			}
		}
		return row[b.length()];
	}

}

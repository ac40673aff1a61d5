package dev.ratelimit.internal.cors;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Headers that can carry what logs somebody in. A browser sends none of them with a
 * preflight.
 */
public final class CredentialHeaders {

	/** Parts of the names of such headers, in lower case. */
	private static final List<String> WORDS = List.of("auth", "cookie", "token", "jwt", "api-key", "apikey", "secret",
			"password", "session", "signature");

	private CredentialHeaders() {
	}

	/**
	 * Whether some are among a request's headers.
	 * @param names the names of all its headers
	 * @return true if so
	 */
	public static boolean areAmong(Collection<String> names) {
		return names.stream()
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.anyMatch((name) -> WORDS.stream().anyMatch(name::contains));
	}

}

package dev.ratelimit.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * A script for calls under limits of some algorithms: just their files in one frame, so
 * that no call defines what it does not use.
 *
 * @param text the source
 * @param sha its name in Redis
 */
record Script(String text, String sha) {

	Script(String text) {
		this(text, sha(text));
	}

	/**
	 * Puts a script together.
	 * @param algorithms the names of the algorithms' files
	 * @return the script
	 */
	static Script of(Collection<String> algorithms) {
		StringBuilder text = new StringBuilder(file("prelude"));
		new TreeSet<>(algorithms).forEach((algorithm) -> text.append('\n').append(file(algorithm)));
		return new Script(text.append('\n').append(file("decide")).toString());
	}

	private static String file(String name) {
		try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
			if (in == null) {
				throw new IllegalStateException("Missing resource %s.lua beside %s".formatted(name, Script.class));
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String sha(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

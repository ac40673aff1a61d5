package dev.ratelimit.internal.key;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What digests of keys are made of. No two keys have the same bytes, not even keys that
 * are no text: a half of a surrogate pair, as JSON can have it, is "?" in UTF-8.
 */
final class KeyBytes {

	/** No UTF-8 begins with it. */
	private static final byte UNITS = (byte) 0xff;

	private KeyBytes() {
	}

	static byte[] of(String key) {
		for (int i = 0; i < key.length(); i++) {
			if (Character.isSurrogate(key.charAt(i))) {
				return units(key);
			}
		}
		return key.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] units(String key) {
		ByteBuffer bytes = ByteBuffer.allocate(1 + Character.BYTES * key.length()).put(UNITS);
		bytes.asCharBuffer().put(key);
		return bytes.array();
	}

}

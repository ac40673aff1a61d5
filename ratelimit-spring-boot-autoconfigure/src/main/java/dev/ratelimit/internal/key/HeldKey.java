package dev.ratelimit.internal.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Form in which keys are held. Longer ones than {@value #LONGEST} bytes are held as a
 * digest, so that the memory of keys that clients make up is bounded by their number.
 */
public final class HeldKey {

	/** The longest key that is held as it is, in bytes of UTF-8. */
	static final int LONGEST = 64;

	private static final String DIGEST = "sha256:";

	private static final int DIGEST_BYTES = 24;

	/** As long as a digest is when held. */
	private static final int DIGEST_LENGTH = DIGEST.length() + DIGEST_BYTES * 4 / 3;

	private HeldKey() {
	}

	/**
	 * Returns the form of a key, in this process and elsewhere.
	 * @param key the key
	 * @return the key if it is at most {@value #LONGEST} bytes long, else a digest of 39
	 * characters; no two keys that can be found have the same
	 */
	public static String of(String key) {
		return (isLong(key) || isLikeDigest(key)) ? digest(key) : key;
	}

	/** One that looks like a digest is held as another, so that none is taken for it. */
	private static boolean isLikeDigest(String key) {
		return key.length() == DIGEST_LENGTH && key.startsWith(DIGEST);
	}

	private static boolean isLong(String key) {
		int length = key.length();
		if (length > LONGEST || length * 3 <= LONGEST) {
			return length > LONGEST;
		}
		int bytes = length;
		for (int i = 0; i < length; i++) {
			char c = key.charAt(i);
			// Of the four bytes of a surrogate pair each half is two
			bytes += (c < 0x80) ? 0 : (c < 0x800 || Character.isSurrogate(c)) ? 1 : 2;
		}
		return bytes > LONGEST;
	}

	private static String digest(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(KeyBytes.of(key));
			return DIGEST + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

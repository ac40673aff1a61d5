package dev.ratelimit.internal.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Form of keys outside of this process: an HMAC if there is a secret. Safe for use by
 * many threads.
 */
public final class KeyMask {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int BYTES = 16;

	private final byte[] secret;

	/**
	 * Masks under a secret.
	 * @param secret the secret; if empty, keys appear as they are
	 */
	public KeyMask(String secret) {
		this.secret = secret.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Returns whether keys are masked.
	 * @return false without a secret
	 */
	public boolean masks() {
		return this.secret.length > 0;
	}

	/**
	 * Returns the form of a key.
	 * @param key the key
	 * @return the first half of its HMAC in hexadecimal digits; the key without a secret
	 */
	public String mask(String key) {
		if (!masks()) {
			return key;
		}
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(this.secret, ALGORITHM));
			return HexFormat.of().formatHex(mac.doFinal(KeyBytes.of(key)), 0, BYTES);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

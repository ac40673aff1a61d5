package dev.ratelimit.internal.changes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

import dev.ratelimit.internal.properties.LimitProperties;

/**
 * Fingerprint of a limit's configuration, the same on all nodes.
 */
final class ConfigurationPrint {

	private static final int BYTES = 8;

	private ConfigurationPrint() {
	}

	static String of(LimitProperties limit) {
		String text = new LimitProperties(limit.algorithm(), limit.rate(), limit.capacity(), limit.initial(),
				limit.refill(), limit.concurrent(), limit.maxHold(), limit.maxWait(), limit.maxWaiting(), limit.mode(),
				new TreeMap<>(limit.overrides()), limit.onFailure(), new TreeMap<>(limit.plans()), limit.key(),
				limit.plan(), limit.block(), limit.zone(), limit.starts())
			.toString();
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}

package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.key.HeldKey;
import dev.ratelimit.internal.key.KeyMask;

/**
 * Names in Redis: {@code <prefix>{<key>}:<limit>:<algorithm>:<layout>}. All limits of a
 * key share its hash tag, and so a cluster's slot. What follows the limit's name says how
 * the value is to be read, so that another algorithm never reads it.
 */
final class RedisKeys {

	/** Goes up when what a script keeps is to be read otherwise. */
	private static final int LAYOUT = 1;

	private final String prefix;

	private final KeyMask mask;

	/**
	 * Names under a prefix.
	 * @param prefix what they begin with
	 * @param secret if not empty, keys appear only as an HMAC under it
	 */
	RedisKeys(String prefix, String secret) {
		this.prefix = prefix + "{";
		this.mask = new KeyMask(secret);
	}

	/** Where nodes share changes: no key's name, as that goes on with a brace. */
	byte[] changes() {
		return (this.prefix.substring(0, this.prefix.length() - 1) + "changes").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The name of what a limit keeps for a key.
	 * @param key the key
	 * @param state as {@link #state} has it
	 */
	byte[] name(String key, String state) {
		return (this.prefix + tag(key) + "}:" + state).getBytes(StandardCharsets.UTF_8);
	}

	/** What a limit keeps. */
	static String state(Limit limit) {
		return "%s:%s:%d".formatted(limit.name(), limit.algorithm().id(), LAYOUT);
	}

	/** What a limit keeps of its keys' blocks, whatever its algorithm. */
	static String block(Limit limit) {
		return "%s:block:%d".formatted(limit.name(), LAYOUT);
	}

	private String tag(String key) {
		if (key.isEmpty()) {
			// An empty tag would be none
			return "%";
		}
		return this.mask.masks() ? this.mask.mask(key) : encoded(HeldKey.of(key));
	}

	/** Percent-encodes what could end a tag or upset a terminal. */
	private static String encoded(String key) {
		StringBuilder text = null;
		for (int i = 0; i < key.length(); i++) {
			char c = key.charAt(i);
			boolean unsafe = c <= ' ' || c == '{' || c == '}' || c == '%' || c == 0x7f || Character.isSurrogate(c);
			if (unsafe && text == null) {
				text = new StringBuilder(key.length() + 16).append(key, 0, i);
			}
			if (text != null) {
				text = unsafe ? text.append("%%%04X".formatted((int) c)) : text.append(c);
			}
		}
		return (text != null) ? text.toString() : key;
	}

}

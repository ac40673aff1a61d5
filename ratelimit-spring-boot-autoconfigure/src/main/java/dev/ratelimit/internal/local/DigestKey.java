package dev.ratelimit.internal.local;

import dev.ratelimit.internal.key.HeldKey;

/**
 * Key of a cell whose own is too long to be held. Of a type of its own, so that no key
 * that a caller makes up equals it.
 *
 * @param digest the digest of the key
 */
record DigestKey(String digest) implements Comparable<DigestKey> {

	/** A key in the form in which its cell is held. */
	static Object heldFor(String key) {
		String held = HeldKey.of(key);
		return held.equals(key) ? key : new DigestKey(held);
	}

	/** So that the cells' map stays fast where hash codes are made to collide. */
	@Override
	public int compareTo(DigestKey other) {
		return this.digest.compareTo(other.digest);
	}

}

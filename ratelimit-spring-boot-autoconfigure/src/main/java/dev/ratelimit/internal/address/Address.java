package dev.ratelimit.internal.address;

import org.jspecify.annotations.Nullable;

/**
 * An IP address as 128 bits; IPv4 is held as its IPv4-mapped form, so that both writings
 * of it are one. Read from text alone: nothing here ever asks a name server.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
record Address(long high, long low) {

	private static final long MAPPED = 0xffffL;

	/** {@code 64:ff9b::}, the upper half. */
	private static final long NAT64 = 0x0064_ff9b_0000_0000L;

	/** {@code 2002}. */
	private static final long SIX_TO_FOUR = 0x2002L;

	/** {@code 2001:0}. */
	private static final long TEREDO = 0x2001_0000L;

	/**
	 * Reads an address.
	 * @return null if the text is no address
	 */
	static @Nullable Address parse(String text) {
		return (text.indexOf(':') >= 0) ? parseIpv6(text) : parseIpv4(text, 0);
	}

	boolean isIpv4() {
		return this.high == 0 && (this.low >>> 32) == MAPPED;
	}

	/**
	 * The IPv4 address of a host that comes by way of IPv6: through NAT64
	 * ({@code 64:ff9b::/96}), 6to4 ({@code 2002::/16}) or Teredo ({@code 2001::/32}). A
	 * host with one IPv4 address can have many of these. Not for deciding which proxies
	 * to trust: the sender of an IPv6 address chooses what is embedded in it.
	 * @return this address if none is embedded
	 */
	Address unwrapped() {
		if (this.high == NAT64 && this.low >>> 32 == 0) {
			return ipv4(this.low);
		}
		if (this.high >>> 48 == SIX_TO_FOUR) {
			return ipv4(this.high >>> 16);
		}
		return (this.high >>> 32 == TEREDO) ? ipv4(~this.low) : this;
	}

	private static Address ipv4(long value) {
		return new Address(0, MAPPED << 32 | (value & 0xffffffffL));
	}

	/** The network of the first bits. */
	Address masked(int bits) {
		return new Address(this.high & mask(bits), this.low & mask(bits - 64));
	}

	private static long mask(int bits) {
		return (bits <= 0) ? 0 : (bits >= 64) ? -1L : -1L << (64 - bits);
	}

	private static @Nullable Address parseIpv4(String text, int from) {
		long value = 0;
		int position = from;
		for (int octet = 0; octet < 4; octet++) {
			if (octet > 0 && (position >= text.length() || text.charAt(position++) != '.')) {
				return null;
			}
			int start = position;
			int number = 0;
			while (position < text.length() && position - start < 3 && isDigit(text.charAt(position))) {
				number = number * 10 + text.charAt(position++) - '0';
			}
			// Other programs may read a leading zero as octal
			if (position == start || number > 255 || (text.charAt(start) == '0' && position - start > 1)) {
				return null;
			}
			value = value << 8 | number;
		}
		return (position == text.length()) ? ipv4(value) : null;
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static @Nullable Address parseIpv6(String text) {
		int zone = text.indexOf('%');
		String address = (zone >= 0) ? text.substring(0, zone) : text;
		int gap = address.indexOf("::");
		if (gap < 0) {
			long[] all = new long[2];
			return (groups(address, all) == 8) ? new Address(all[0], all[1]) : null;
		}
		long[] head = new long[2];
		long[] tail = new long[2];
		int before = (gap == 0) ? 0 : groups(address.substring(0, gap), head);
		int after = (gap + 2 == address.length()) ? 0 : groups(address.substring(gap + 2), tail);
		// IPv4 can only be what an address ends with
		if (before < 0 || after < 0 || before + after > 7 || address.lastIndexOf('.', gap) >= 0) {
			return null;
		}
		if (before <= 4) {
			head[0] = (before == 0) ? 0 : head[1] << (64 - 16 * before);
			head[1] = 0;
		}
		else {
			int shift = 16 * (8 - before);
			head[0] = head[0] << shift | head[1] >>> (64 - shift);
			head[1] <<= shift;
		}
		return new Address(head[0] | tail[0], head[1] | tail[1]);
	}

	/**
	 * Reads groups between colons to the right of the bits, the last perhaps as IPv4.
	 * @return how many groups of 16 bits, -1 if one is malformed
	 */
	private static int groups(String text, long[] bits) {
		int count = 0;
		int start = 0;
		while (start <= text.length()) {
			int colon = text.indexOf(':', start);
			int end = (colon >= 0) ? colon : text.length();
			if (colon < 0 && text.indexOf('.', start) >= 0) {
				Address ipv4 = parseIpv4(text, start);
				if (ipv4 == null || count > 6) {
					return -1;
				}
				bits[0] = bits[0] << 32 | bits[1] >>> 32;
				bits[1] = bits[1] << 32 | (ipv4.low & 0xffffffffL);
				return count + 2;
			}
			int group = group(text, start, end);
			if (group < 0 || ++count > 8) {
				return -1;
			}
			bits[0] = bits[0] << 16 | bits[1] >>> 48;
			bits[1] = bits[1] << 16 | group;
			start = end + 1;
		}
		return count;
	}

	private static int group(String text, int start, int end) {
		if (end == start || end - start > 4) {
			return -1;
		}
		int value = 0;
		for (int i = start; i < end; i++) {
			int digit = (text.charAt(i) < 128) ? Character.digit(text.charAt(i), 16) : -1;
			if (digit < 0) {
				return -1;
			}
			value = value << 4 | digit;
		}
		return value;
	}

	/**
	 * The canonical text (RFC 5952): lower case, no leading zeros, the longest run of
	 * zero groups left out.
	 */
	@Override
	public String toString() {
		if (isIpv4()) {
			return "%d.%d.%d.%d".formatted(this.low >>> 24 & 255, this.low >>> 16 & 255, this.low >>> 8 & 255,
					this.low & 255);
		}
		int gap = longestZeroRun();
		int gapEnd = gap;
		while (gap >= 0 && gapEnd < 8 && group(gapEnd) == 0) {
			gapEnd++;
		}
		StringBuilder text = new StringBuilder(40);
		for (int i = 0; i < 8; i++) {
			if (i == gap) {
				text.append("::");
				i = gapEnd - 1;
				continue;
			}
			if (i > 0 && i != gapEnd) {
				text.append(':');
			}
			text.append(Integer.toHexString(group(i)));
		}
		return text.toString();
	}

	private int group(int index) {
		return (int) ((index < 4) ? this.high >>> (48 - 16 * index) : this.low >>> (112 - 16 * index)) & 0xffff;
	}

	/** Where the first longest run of at least two zero groups begins, or -1. */
	private int longestZeroRun() {
		int best = -1;
		int bestLength = 1;
		for (int start = 0; start < 8; start++) {
			int end = start;
			while (end < 8 && group(end) == 0) {
				end++;
			}
			if (end - start > bestLength) {
				best = start;
				bestLength = end - start;
			}
			start = Math.max(start, end - 1);
		}
		return best;
	}

}

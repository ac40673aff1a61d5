package dev.ratelimit.internal.address;

import dev.ratelimit.InvalidConfigurationException;

/**
 * A CIDR block of IPv4 or of IPv6 addresses.
 *
 * @param network its first address
 * @param bits how many of the 128 bits are fixed
 */
record AddressBlock(Address network, int bits) {

	/**
	 * Reads a block such as {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single
	 * address.
	 * @param where the property, for the error message
	 */
	static AddressBlock parse(String where, String text) {
		String block = text.trim();
		int slash = block.indexOf('/');
		String host = (slash >= 0) ? block.substring(0, slash) : block;
		Address address = Address.parse(host);
		// Of IPv4 as it is written; an IPv4-mapped address counts its 128 bits
		int size = (host.indexOf(':') >= 0) ? 128 : 32;
		int prefix = (slash >= 0) ? prefix(block.substring(slash + 1)) : size;
		if (address == null || prefix < 0 || prefix > size) {
			throw new InvalidConfigurationException(where, "'" + text + "' is no block of IP addresses",
					"Write one in CIDR notation, such as 10.0.0.0/8, 192.168.1.7 or 2001:db8::/32");
		}
		int bits = 128 - size + prefix;
		return new AddressBlock(address.masked(bits), bits);
	}

	private static int prefix(String text) {
		return (!text.isEmpty() && text.length() <= 3 && text.chars().allMatch((c) -> c >= '0' && c <= '9'))
				? Integer.parseInt(text) : -1;
	}

	/** Whether it holds all addresses of its family. */
	boolean isEverybody() {
		return this.bits <= (this.network.isIpv4() ? 96 : 0);
	}

	boolean contains(Address address) {
		return this.network.isIpv4() == address.isIpv4() && this.network.equals(address.masked(this.bits));
	}

}

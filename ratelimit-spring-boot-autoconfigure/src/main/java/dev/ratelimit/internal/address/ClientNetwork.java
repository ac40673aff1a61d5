package dev.ratelimit.internal.address;

import dev.ratelimit.InvalidConfigurationException;

/**
 * What of a client's address tells it from others: all of an IPv4 address, however it is
 * written or embedded, and the prefix of an IPv6 address.
 *
 * @param ipv6Prefix how many bits of an IPv6 address, 1 to 128
 */
record ClientNetwork(int ipv6Prefix) {

	ClientNetwork {
		if (ipv6Prefix < 1 || ipv6Prefix > 128) {
			throw new InvalidConfigurationException("ratelimit.web.ipv6-prefix",
					"%d is no prefix of an IPv6 address".formatted(ipv6Prefix), "Write a number from 1 to 128");
		}
	}

	/**
	 * The network of an address in text, read like an element of X-Forwarded-For: perhaps
	 * in brackets, perhaps with a port or a zone. What is no address stays as it is.
	 * @return such as {@code 2001:db8:0:1::/64}
	 */
	String of(String text) {
		if (text.indexOf(':') < 0) {
			return text;
		}
		Address address = ForwardedElements.address(text, false);
		if (address == null) {
			return text;
		}
		Address client = address.unwrapped();
		return (client.isIpv4() || this.ipv6Prefix == 128) ? client.toString()
				: client.masked(this.ipv6Prefix) + "/" + this.ipv6Prefix;
	}

}

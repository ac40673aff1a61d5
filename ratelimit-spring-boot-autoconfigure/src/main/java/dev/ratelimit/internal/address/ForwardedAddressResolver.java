package dev.ratelimit.internal.address;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.IntStream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.web.ClientAddressResolver;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The client's address as the remote address or, behind trusted proxies, as they report
 * it: the header is read only if the request comes from a trusted proxy, from the right,
 * up to the first address that is not trusted. What cannot be read ends the walk at the
 * last hop that could, so a client can at worst share its proxy's quota. IPv6 clients are
 * their network, such as {@code 2001:db8:0:1::/64}; IPv4-mapped ones are IPv4. Immutable.
 */
public final class ForwardedAddressResolver implements ClientAddressResolver {

	private final String header;

	private final boolean forwarded;

	private final List<AddressBlock> trusted;

	private final int ipv6Prefix;

	/**
	 * Reads and checks the configuration.
	 * @param header {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239), without
	 * regard to case; only this one is read
	 * @param trustedProxies CIDR blocks, IPv4 or IPv6, of the proxies that are believed;
	 * empty for none
	 * @param ipv6Prefix how many bits of an IPv6 address tell clients apart, 1 to 128
	 * @throws InvalidConfigurationException if one of them is not legal
	 */
	public ForwardedAddressResolver(String header, List<String> trustedProxies, int ipv6Prefix) {
		this.header = header;
		this.forwarded = header.equalsIgnoreCase("Forwarded");
		if (!this.forwarded && !header.equalsIgnoreCase("X-Forwarded-For")) {
			throw new InvalidConfigurationException("ratelimit.web.client-address-header",
					"'" + header + "' is no header that this can read",
					"Write X-Forwarded-For or Forwarded; for any other define a ClientAddressResolver bean");
		}
		if (ipv6Prefix < 1 || ipv6Prefix > 128) {
			throw new InvalidConfigurationException("ratelimit.web.ipv6-prefix",
					"%d is no prefix of an IPv6 address".formatted(ipv6Prefix), "Write a number from 1 to 128");
		}
		this.trusted = IntStream.range(0, trustedProxies.size())
			.mapToObj(
					(i) -> AddressBlock.parse("ratelimit.web.trusted-proxies[%d]".formatted(i), trustedProxies.get(i)))
			.toList();
		this.ipv6Prefix = ipv6Prefix;
	}

	@Override
	public String resolve(HttpServletRequest request) {
		@Nullable String remote = request.getRemoteAddr();
		if (remote == null) {
			// Not a network's socket
			return "unknown";
		}
		if (this.trusted.isEmpty() && remote.indexOf(':') < 0) {
			return remote;
		}
		Address peer = Address.parse(remote);
		if (peer == null) {
			return remote;
		}
		Address client = isTrusted(peer) ? reported(request, peer) : peer;
		return (client == peer && remote.indexOf(':') < 0) ? remote : text(client);
	}

	private Address reported(HttpServletRequest request, Address peer) {
		Address nearest = peer;
		List<String> lines = lines(request);
		for (int i = lines.size() - 1; i >= 0; i--) {
			ForwardedElements elements = new ForwardedElements(lines.get(i));
			for (String element = elements.previous(); element != null; element = elements.previous()) {
				Address address = ForwardedElements.address(element, this.forwarded);
				if (address == null) {
					return nearest;
				}
				nearest = address;
				if (!isTrusted(address)) {
					return nearest;
				}
			}
		}
		return nearest;
	}

	private List<String> lines(HttpServletRequest request) {
		@Nullable Enumeration<String> lines = request.getHeaders(this.header);
		return (lines != null) ? Collections.list(lines) : new ArrayList<>();
	}

	private boolean isTrusted(Address address) {
		for (AddressBlock block : this.trusted) {
			if (block.contains(address)) {
				return true;
			}
		}
		return false;
	}

	private String text(Address client) {
		if (client.isIpv4() || this.ipv6Prefix == 128) {
			return client.toString();
		}
		return client.masked(this.ipv6Prefix) + "/" + this.ipv6Prefix;
	}

}

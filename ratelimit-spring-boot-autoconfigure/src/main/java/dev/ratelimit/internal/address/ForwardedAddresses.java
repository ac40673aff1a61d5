package dev.ratelimit.internal.address;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * The client's address as the remote address or, behind trusted proxies, as they report
 * it. The header is read only if the request comes from a trusted proxy: a list from the
 * right, up to the first address that is not trusted; a header that holds one address if
 * it holds just one. What cannot be read ends the walk at the last hop that could, so a
 * client can at worst share its proxy's quota. IPv4-mapped addresses are IPv4. Immutable.
 */
public final class ForwardedAddresses implements AddressResolver {

	private static final String HEADER = "ratelimit.web.client-address-header";

	private static final List<String> LISTS = List.of("X-Forwarded-For", "Forwarded");

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private final String header;

	private final boolean forwarded;

	private final boolean list;

	private final List<AddressBlock> trusted;

	/**
	 * Reads and checks the configuration.
	 * @param header {@code X-Forwarded-For}, {@code Forwarded} (RFC 7239), or any other
	 * that holds one address, such as {@code CF-Connecting-IP}; without regard to case.
	 * Only this one is read
	 * @param trustedProxies CIDR blocks, IPv4 or IPv6, of the proxies that are believed;
	 * empty for none
	 * @throws InvalidConfigurationException if one of them is not legal
	 */
	public ForwardedAddresses(String header, List<String> trustedProxies) {
		this.header = header;
		this.forwarded = header.equalsIgnoreCase("Forwarded");
		this.list = LISTS.stream().anyMatch(header::equalsIgnoreCase);
		Mistakes mistakes = new Mistakes();
		mistakes.check(this::checkHeader);
		List<AddressBlock> blocks = new ArrayList<>();
		for (int i = 0; i < trustedProxies.size(); i++) {
			String where = "ratelimit.web.trusted-proxies[%d]".formatted(i);
			String block = trustedProxies.get(i);
			mistakes.check(() -> blocks.add(AddressBlock.parse(where, block)));
		}
		mistakes.throwIfAny();
		this.trusted = List.copyOf(blocks);
	}

	/**
	 * Reads the header of the proxies, or none if they are not legal.
	 * @param header the header
	 * @param trustedProxies the proxies
	 * @param mistakes takes what is not legal
	 * @return the addresses of clients
	 */
	public static ForwardedAddresses checked(String header, List<String> trustedProxies, Mistakes mistakes) {
		ForwardedAddresses checked = mistakes.read(() -> new ForwardedAddresses(header, trustedProxies));
		return (checked != null) ? checked : new ForwardedAddresses("X-Forwarded-For", List.of());
	}

	private void checkHeader() {
		String meant = NearestName.hint(this.header, LISTS);
		if (!TOKEN.matcher(this.header).matches() || (!this.list && !meant.isEmpty())) {
			throw new InvalidConfigurationException(HEADER, "'" + this.header + "' is no header of addresses" + meant,
					"Write X-Forwarded-For, Forwarded, or the name of a header in which your proxy writes the client's address alone, such as X-Real-IP or CF-Connecting-IP");
		}
	}

	@Override
	public String resolve(Sender sender) {
		@Nullable String remote = sender.remoteAddress();
		if (remote == null) {
			// Not a network's socket
			return "unknown";
		}
		if (this.trusted.isEmpty() && remote.indexOf(':') < 0) {
			return remote;
		}
		// Jetty writes brackets, and what a gateway wrote may have a port
		Address peer = ForwardedElements.address(remote, false);
		if (peer == null) {
			return remote;
		}
		Address client = isTrusted(peer) ? reported(sender.headerLines(this.header), peer) : peer;
		return (client == peer && remote.indexOf(':') < 0) ? remote : client.unwrapped().toString();
	}

	private Address reported(List<String> lines, Address peer) {
		return this.list ? listed(lines, peer) : single(lines, peer);
	}

	private static Address single(List<String> lines, Address peer) {
		Address address = (lines.size() == 1) ? ForwardedElements.address(lines.get(0).trim(), false) : null;
		return (address != null) ? address : peer;
	}

	private Address listed(List<String> lines, Address peer) {
		Address nearest = peer;
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

	private boolean isTrusted(Address address) {
		for (AddressBlock block : this.trusted) {
			if (block.contains(address)) {
				return true;
			}
		}
		return false;
	}

}

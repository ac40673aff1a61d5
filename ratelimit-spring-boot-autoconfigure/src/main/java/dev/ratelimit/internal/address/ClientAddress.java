package dev.ratelimit.internal.address;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.ratelimit.internal.check.Mistakes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The client's address, by whichever resolver: one of IPv6 is its prefix, one of IPv4 is
 * the same however it is written. Safe for use by many threads.
 */
public final class ClientAddress {

	private static final Log logger = LogFactory.getLog(ClientAddress.class);

	private final AddressResolver resolver;

	private final ClientNetwork network;

	private final @Nullable String unreadHeader;

	private final AddressBlocks blocks = new AddressBlocks();

	private final AtomicBoolean unresolved = new AtomicBoolean();

	private final AtomicBoolean unread = new AtomicBoolean();

	/**
	 * Addresses of clients.
	 * @param resolver resolves them
	 * @param ipv6Prefix how many bits of an IPv6 address tell clients apart, 1 to 128
	 * @param unreadHeader a header in which proxies name the client, if it is not read;
	 * null if it is
	 */
	public ClientAddress(AddressResolver resolver, int ipv6Prefix, @Nullable String unreadHeader) {
		this.resolver = resolver;
		this.network = new ClientNetwork(ipv6Prefix);
		this.unreadHeader = unreadHeader;
	}

	/**
	 * Addresses of clients, with the whole address if the prefix is not legal.
	 * @param resolver resolves them
	 * @param ipv6Prefix how many bits of an IPv6 address tell clients apart, 1 to 128
	 * @param unreadHeader a header in which proxies name the client, if it is not read;
	 * null if it is
	 * @param mistakes takes the mistake that the prefix is not legal
	 * @return the addresses
	 */
	public static ClientAddress checked(AddressResolver resolver, int ipv6Prefix, @Nullable String unreadHeader,
			Mistakes mistakes) {
		ClientAddress checked = mistakes.read(() -> new ClientAddress(resolver, ipv6Prefix, unreadHeader));
		return (checked != null) ? checked : new ClientAddress(resolver, 128, unreadHeader);
	}

	public String of(Sender sender) {
		warnOfUnreadHeader(sender);
		return this.network.of(resolve(sender));
	}

	private String resolve(Sender sender) {
		@Nullable String address = null;
		@Nullable RuntimeException failure = null;
		try {
			address = this.resolver.resolve(sender);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		if (address != null && !address.isEmpty()) {
			return address;
		}
		if (this.unresolved.compareAndSet(false, true)) {
			logger.warn("ClientAddressResolver %s gave no address; the remote address is used, now and from now on"
				.formatted(this.resolver), failure);
		}
		String remote = sender.remoteAddress();
		return (remote != null) ? remote : "";
	}

	private void warnOfUnreadHeader(Sender sender) {
		if (this.unreadHeader != null && !this.unread.get() && sender.hasHeader(this.unreadHeader)
				&& this.unread.compareAndSet(false, true)) {
			logger.warn(("%s came with a request from %s, but ratelimit.web.trusted-proxies is empty, so it is not "
					+ "read: all callers behind one proxy share the quota of the proxy's address. If that is your "
					+ "proxy, list its address there; if it is a client's invention, nothing needs to be done (logged once)")
				.formatted(this.unreadHeader, sender.remoteAddress()));
		}
	}

	/**
	 * Whether a client's whole address is in one of some blocks.
	 * @param sender a client
	 * @param blocks in CIDR notation, or single addresses
	 * @return false if it is in none, or no address
	 */
	public boolean isIn(Sender sender, String... blocks) {
		return this.blocks.contain(resolve(sender), blocks);
	}

}

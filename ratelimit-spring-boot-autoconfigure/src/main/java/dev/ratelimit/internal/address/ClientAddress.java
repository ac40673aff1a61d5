package dev.ratelimit.internal.address;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.ratelimit.web.ClientAddressResolver;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The client's address, whatever a user's own resolver does.
 */
public final class ClientAddress {

	private static final Log logger = LogFactory.getLog(ClientAddress.class);

	private final ClientAddressResolver resolver;

	private final AddressBlocks blocks = new AddressBlocks();

	private final AtomicBoolean warned = new AtomicBoolean();

	public ClientAddress(ClientAddressResolver resolver) {
		this.resolver = resolver;
	}

	public String of(HttpServletRequest request) {
		@Nullable String address = null;
		@Nullable RuntimeException failure = null;
		try {
			address = this.resolver.resolve(request);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		if (address != null && !address.isEmpty()) {
			return address;
		}
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("ClientAddressResolver %s gave no address; the remote address is used, now and from now on"
				.formatted(this.resolver), failure);
		}
		String remote = request.getRemoteAddr();
		return (remote != null) ? remote : "";
	}

	public boolean isIn(String address, String... blocks) {
		return this.blocks.contain(address, blocks);
	}

}

package dev.ratelimit.internal.servlet;

import dev.ratelimit.internal.address.AddressResolver;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.address.Sender;
import dev.ratelimit.web.ClientAddressResolver;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The resolver where an application brings none: the remote address or, behind trusted
 * proxies, what they report. Immutable.
 */
public final class ForwardedAddressResolver implements ClientAddressResolver, AddressResolver {

	private final ForwardedAddresses addresses;

	/**
	 * A resolver for servlet requests.
	 * @param addresses reads the addresses
	 */
	public ForwardedAddressResolver(ForwardedAddresses addresses) {
		this.addresses = addresses;
	}

	/**
	 * A resolver of servlet requests as the address room asks it.
	 * @param resolver the application's, or one of these
	 * @return a resolver for {@link ServletCall}s and {@link RequestSender}s
	 */
	public static AddressResolver of(ClientAddressResolver resolver) {
		return (resolver instanceof AddressResolver own) ? own : new OfApplication(resolver);
	}

	@Override
	public String resolve(HttpServletRequest request) {
		return resolve(new RequestSender(request));
	}

	@Override
	public String resolve(Sender sender) {
		return this.addresses.resolve(sender);
	}

	private record OfApplication(ClientAddressResolver resolver) implements AddressResolver {

		@Override
		public @Nullable String resolve(Sender sender) {
			return this.resolver
				.resolve((sender instanceof ServletCall call) ? call.request : ((RequestSender) sender).request());
		}

		@Override
		public String toString() {
			return this.resolver.toString();
		}

	}

}

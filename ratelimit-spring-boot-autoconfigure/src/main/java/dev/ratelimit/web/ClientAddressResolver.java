package dev.ratelimit.web;

import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Resolves the address of the client that sent a request: {@code ip} in expressions, and
 * the key where no other can be used. A bean of this type replaces the
 * {@linkplain ForwardedAddressResolver default}. Implementations must be safe for use by
 * many threads and should not block.
 */
@FunctionalInterface
public interface ClientAddressResolver {

	/**
	 * The client's address.
	 * @param request the request
	 * @return what tells this client from others, neither null nor empty. If it is, or if
	 * this throws, the request's remote address is used
	 */
	String resolve(HttpServletRequest request);

}

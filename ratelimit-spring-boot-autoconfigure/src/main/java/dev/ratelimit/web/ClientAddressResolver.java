package dev.ratelimit.web;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Resolves the address of the client that sent a request. The address is {@code ip} in
 * expressions, and the key where there is no other. A bean of this type replaces the
 * default, which takes the remote address or, behind trusted proxies, the one that they
 * report. Implementations must be safe for use by many threads and should not block.
 */
@FunctionalInterface
public interface ClientAddressResolver {

	/**
	 * Returns the client's address.
	 * @param request the request
	 * @return a text that tells this client from others. If it is null or empty, or if
	 * this method throws, the request's remote address is used
	 */
	String resolve(HttpServletRequest request);

}

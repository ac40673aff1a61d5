package dev.ratelimit.internal.address;

import org.jspecify.annotations.Nullable;

/**
 * Says which client sent a request. Must be safe for use by many threads.
 */
@FunctionalInterface
public interface AddressResolver {

	/**
	 * The client's address.
	 * @param sender who sent the request
	 * @return the address; null or empty if there is none to be found
	 */
	@Nullable String resolve(Sender sender);

}

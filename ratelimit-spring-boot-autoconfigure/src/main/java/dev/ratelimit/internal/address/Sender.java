package dev.ratelimit.internal.address;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as the request says.
 */
public interface Sender {

	/**
	 * The address of the connection's other end.
	 * @return the address; null if it is no network's
	 */
	@Nullable String remoteAddress();

	/**
	 * The values of a header, one for each line.
	 * @param name the header's name, without regard to case
	 * @return the values in order; empty if there is none
	 */
	List<String> headerLines(String name);

	/**
	 * Whether there is a header.
	 * @param name the header's name, without regard to case
	 * @return true if there is
	 */
	default boolean hasHeader(String name) {
		return !headerLines(name).isEmpty();
	}

}

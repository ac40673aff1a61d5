package dev.ratelimit.internal.expression;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an expression can name without {@code #}, on a web call. A subtype's further
 * properties can be named too; these are read directly, without SpEL's cost.
 */
public interface CallRoot extends CallFunctions {

	/**
	 * The client's address.
	 * @return the address, an IPv6 one as its prefix
	 */
	String getIp();

	/**
	 * Whose quota is spent where no key is named or none can be had.
	 * @return the client's address, unless the kind of call knows a better key
	 */
	default String usualKey() {
		return getIp();
	}

	/**
	 * The authenticated user.
	 * @return the user's name, or null if there is none
	 */
	@Nullable String getPrincipal();

	/**
	 * The request's headers.
	 * @return their first values; names are looked up without regard to case
	 */
	Map<String, String> getHeader();

	/**
	 * Whether the client's address is in one of some blocks.
	 * @param blocks in CIDR notation, such as {@code 10.0.0.0/8}, or single addresses
	 * @return false if it is in none, or no address
	 */
	boolean ipIn(String... blocks);

}

package dev.ratelimit.internal.address;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.InvalidConfigurationException;

/**
 * Looks addresses up in blocks that are written as text, each read once. Safe for use by
 * many threads.
 */
public final class AddressBlocks {

	/** Blocks stand in the configuration; what computes them can have any number. */
	private static final int MOST_REMEMBERED = 1000;

	private final Map<String, AddressBlock> known = new ConcurrentHashMap<>();

	/**
	 * Checks that a text is a block.
	 * @param where the property, for the error message
	 * @param block the text
	 * @throws InvalidConfigurationException if it is not
	 */
	public static void check(String where, String block) {
		AddressBlock.parse(where, block);
	}

	/**
	 * Whether an address is in one of some blocks. Of an IPv6 prefix that is its first
	 * address.
	 * @param address an address, or the prefix of one
	 * @param blocks in CIDR notation, or single addresses
	 * @return false if it is in none, or no address
	 * @throws InvalidConfigurationException if one that is looked at is no block
	 */
	public boolean contain(String address, String... blocks) {
		int slash = address.indexOf('/');
		Address parsed = ForwardedElements.address((slash >= 0) ? address.substring(0, slash) : address, false);
		if (parsed == null) {
			return false;
		}
		Address client = parsed.unwrapped();
		for (String block : blocks) {
			if (block(block).contains(client)) {
				return true;
			}
		}
		return false;
	}

	private AddressBlock block(String text) {
		AddressBlock block = this.known.get(text);
		if (block == null) {
			block = AddressBlock.parse("ipIn", text);
			if (this.known.size() < MOST_REMEMBERED) {
				this.known.put(text, block);
			}
		}
		return block;
	}

}

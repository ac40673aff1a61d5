package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import org.jspecify.annotations.Nullable;

/**
 * A registry that can be looked into, and whose limits can be changed, while it decides.
 */
public interface StoreRegistry extends KnownLimits {

	@Override
	StoreLimiter get(String name);

	@Override
	StoreLimiter all(String... names);

	/**
	 * Where what was spent is kept.
	 * @return the store's name in configuration, such as {@code local}
	 */
	String store();

	/**
	 * How many keys of a limit this node holds in its memory.
	 * @param name the limit's name
	 * @return a count, which may lag a little behind
	 * @throws IllegalArgumentException if there is no such limit
	 */
	long keys(String name);

	/**
	 * Whether the fallback decides because the store is known to be down.
	 * @return true if so; always false where the store is this node's memory
	 */
	boolean degraded();

	/**
	 * Why the fallback decides, or has decided a call a moment ago.
	 * @return what is wrong with the store and what to do about it; null if it decides
	 */
	default @Nullable String degradation() {
		return null;
	}

	/**
	 * How many callers wait for their permits on this node.
	 * @param name the limit's name
	 * @return a count
	 * @throws IllegalArgumentException if there is no such limit
	 */
	int waiting(String name);

	/**
	 * Puts other limits in force, all of them or, where this throws, none. Every call
	 * that begins afterwards is decided by them, and keys keep what they have spent: a
	 * bucket its time until full, capped at the new fill time, a window its count. A
	 * {@link dev.ratelimit.LimitResolver} is asked again.
	 * @param limits the new limits, each of the name and algorithm of one in force;
	 * others stay as they are
	 * @throws IllegalArgumentException if there is no such limit or its algorithm is
	 * another
	 * @throws dev.ratelimit.InvalidConfigurationException if the store could not count a
	 * limit exactly
	 */
	void change(List<LimitTerms> limits);

	/**
	 * {@link #change} to limits without plans.
	 * @param limits the new limits
	 * @param overrides by limit and key, the limits of keys that have one of their own,
	 * in place of all that the changed limits had
	 */
	default void change(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		change(TermsInForce.withOverrides(limits, overrides));
	}

}

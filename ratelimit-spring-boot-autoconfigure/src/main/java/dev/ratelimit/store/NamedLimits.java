package dev.ratelimit.store;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import dev.ratelimit.Limit;
import dev.ratelimit.NearestName;

/**
 * What a store keeps for each limit, by the limit's name. Immutable.
 *
 * @param <T> what is kept
 */
public final class NamedLimits<T> {

	private final Map<String, Limit> limits = new LinkedHashMap<>();

	private final Map<String, Map<String, Limit>> overrides = new HashMap<>();

	private final Map<String, T> values = new LinkedHashMap<>();

	/**
	 * Makes what is kept for each limit.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param factory makes it of a limit and its overrides
	 * @throws IllegalArgumentException if a name is repeated
	 */
	public NamedLimits(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			BiFunction<Limit, Map<String, Limit>, T> factory) {
		overrides.forEach((name, keys) -> this.overrides.put(name, Map.copyOf(keys)));
		for (Limit limit : limits) {
			if (this.limits.put(limit.name(), limit) != null) {
				throw new IllegalArgumentException("Limit '%s' is defined twice".formatted(limit.name()));
			}
			this.values.put(limit.name(), factory.apply(limit, this.overrides.getOrDefault(limit.name(), Map.of())));
		}
	}

	/**
	 * What is kept for a limit.
	 * @param name the limit's name
	 * @return what the factory made
	 * @throws IllegalArgumentException if there is no such limit
	 */
	public T get(String name) {
		T value = this.values.get(name);
		if (value == null) {
			throw new IllegalArgumentException("Unknown limit '%s'%s. The limits are: %s".formatted(name,
					NearestName.hint(name, this.limits.keySet()), String.join(", ", this.limits.keySet())));
		}
		return value;
	}

	/**
	 * What is kept for several limits.
	 * @param names the limits' names
	 * @return what the factory made, in that order
	 * @throws IllegalArgumentException if there is no such limit, or no or a repeated
	 * name
	 */
	public List<T> all(String... names) {
		List<String> all = List.of(names);
		if (all.isEmpty() || Set.copyOf(all).size() < all.size()) {
			throw new IllegalArgumentException("Invalid limits %s: must be at least one, each once".formatted(all));
		}
		return all.stream().map(this::get).toList();
	}

	/**
	 * What is kept for all limits.
	 * @return in the order of the limits
	 */
	public Collection<T> values() {
		return Collections.unmodifiableCollection(this.values.values());
	}

	/**
	 * The limits.
	 * @return by name, in order
	 */
	public Map<String, Limit> limits() {
		return Collections.unmodifiableMap(this.limits);
	}

	/**
	 * The limits of keys that have one of their own.
	 * @param name the limit's name
	 * @return by key
	 * @throws IllegalArgumentException if there is no such limit
	 */
	public Map<String, Limit> overrides(String name) {
		if (!this.limits.containsKey(name)) {
			get(name);
		}
		return this.overrides.getOrDefault(name, Map.of());
	}

}

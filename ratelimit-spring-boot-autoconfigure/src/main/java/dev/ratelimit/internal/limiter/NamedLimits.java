package dev.ratelimit.internal.limiter;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.text.NearestName;

/**
 * What a store keeps for each limit, by the limit's name. The names never change, the
 * limits may. Safe for use by many threads, of which one at a time changes limits.
 *
 * @param <T> what is kept
 */
public final class NamedLimits<T> {

	private final Map<String, T> values = new LinkedHashMap<>();

	private volatile Map<String, KeyLimits.Terms> terms;

	/**
	 * Makes what is kept for each limit.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param factory makes it of a limit and its overrides
	 * @throws IllegalArgumentException if a name is repeated
	 */
	public NamedLimits(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			BiFunction<Limit, Map<String, Limit>, T> factory) {
		Map<String, KeyLimits.Terms> terms = new LinkedHashMap<>();
		for (Limit limit : limits) {
			Map<String, Limit> keys = Map.copyOf(overrides.getOrDefault(limit.name(), Map.of()));
			if (terms.put(limit.name(), new KeyLimits.Terms(limit, keys)) != null) {
				throw new IllegalArgumentException("Limit '%s' is defined twice".formatted(limit.name()));
			}
			this.values.put(limit.name(), factory.apply(limit, keys));
		}
		this.terms = terms;
	}

	/**
	 * Checks that limits may replace those in force.
	 * @param limits the new ones
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @throws IllegalArgumentException if one has no name or another algorithm than one
	 * of those in force
	 */
	public void checkChange(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		for (Limit limit : limits) {
			Limit before = inForce(limit.name());
			Stream.concat(Stream.of(limit), overrides.getOrDefault(limit.name(), Map.of()).values().stream())
				.filter((next) -> !next.name().equals(before.name()) || next.algorithm() != before.algorithm())
				.findAny()
				.ifPresent((next) -> {
					throw new IllegalArgumentException("Limit '%s' by %s cannot become '%s' by %s: must keep both"
						.formatted(limit.name(), before.algorithm().id(), next.name(), next.algorithm().id()));
				});
		}
	}

	private Limit inForce(String name) {
		KeyLimits.Terms terms = this.terms.get(name);
		if (terms == null) {
			get(name);
			throw new IllegalStateException("no terms of " + name);
		}
		return terms.configured();
	}

	/**
	 * Puts other limits in force.
	 * @param limits the new ones, as {@link #checkChange checked}
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param applied is told of each that is not as it was
	 */
	public void change(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			BiConsumer<T, KeyLimits.Terms> applied) {
		Map<String, KeyLimits.Terms> next = new LinkedHashMap<>(this.terms);
		for (Limit limit : limits) {
			KeyLimits.Terms terms = new KeyLimits.Terms(limit,
					Map.copyOf(overrides.getOrDefault(limit.name(), Map.of())));
			if (!terms.equals(next.put(limit.name(), terms))) {
				applied.accept(get(limit.name()), terms);
			}
		}
		this.terms = next;
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
					NearestName.hint(name, this.values.keySet()), String.join(", ", this.values.keySet())));
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
	 * The limits in force.
	 * @return by name, in order
	 */
	public Map<String, Limit> limits() {
		Map<String, Limit> limits = new LinkedHashMap<>();
		this.terms.forEach((name, terms) -> limits.put(name, terms.configured()));
		return Collections.unmodifiableMap(limits);
	}

	/**
	 * The limits of keys that have one of their own.
	 * @param name the limit's name
	 * @return by key
	 * @throws IllegalArgumentException if there is no such limit
	 */
	public Map<String, Limit> overrides(String name) {
		KeyLimits.Terms terms = this.terms.get(name);
		if (terms == null) {
			get(name);
			return Map.of();
		}
		return terms.overrides();
	}

}

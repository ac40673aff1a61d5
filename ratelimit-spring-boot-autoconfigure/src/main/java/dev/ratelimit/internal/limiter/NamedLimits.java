package dev.ratelimit.internal.limiter;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import dev.ratelimit.internal.text.NearestName;

/**
 * Something for each limit, by the limit's name. Immutable.
 *
 * @param <T> what there is for each
 */
public final class NamedLimits<T> {

	private final Map<String, T> values;

	NamedLimits(Map<String, T> values) {
		this.values = Collections.unmodifiableMap(values);
	}

	/**
	 * Something else for each of the same limits.
	 * @param <R> what there is to be for each
	 * @param made makes it of a limit's name
	 * @return in the same order
	 */
	public <R> NamedLimits<R> map(Function<String, R> made) {
		Map<String, R> values = new LinkedHashMap<>();
		this.values.keySet().forEach((name) -> values.put(name, made.apply(name)));
		return new NamedLimits<>(values);
	}

	NamedLimits<T> with(String name, T value) {
		Map<String, T> values = new LinkedHashMap<>(this.values);
		values.put(name, value);
		return new NamedLimits<>(values);
	}

	/**
	 * What there is for a limit.
	 * @param name the limit's name
	 * @return its value
	 * @throws IllegalArgumentException if there is no such limit; the message lists those
	 * there are
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
	 * What there is for several limits.
	 * @param names the limits' names
	 * @return in that order
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
	 * What there is for all limits.
	 * @return in the order of the limits, unmodifiable
	 */
	public Collection<T> values() {
		return this.values.values();
	}

	/**
	 * The limits' names.
	 * @return in order, unmodifiable
	 */
	public Set<String> names() {
		return this.values.keySet();
	}

}

package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;

/**
 * The arguments of one call as an expression's variables, and the name of the method
 * where no argument is called so.
 */
final class Arguments extends AbstractMap<String, @Nullable Object> {

	private static final ParameterNameDiscoverer DISCOVERER = new DefaultParameterNameDiscoverer();

	private static final String METHOD = "method";

	private final Map<String, Integer> positions;

	private final @Nullable Object[] values;

	private final String method;

	Arguments(Map<String, Integer> positions, @Nullable Object[] values, String method) {
		this.positions = positions;
		this.values = values;
		this.method = method;
	}

	/**
	 * What the arguments can be called: {@code p0}, {@code a0} and, where it is known,
	 * their name.
	 * @param annotated the methods that are annotated, maybe of interfaces, whose names
	 * come first
	 * @param called the method that is called
	 */
	static Map<String, Integer> positions(Stream<Method> annotated, Method called) {
		Map<String, Integer> positions = new HashMap<>();
		for (int i = 0; i < called.getParameterCount(); i++) {
			positions.put("p" + i, i);
			positions.put("a" + i, i);
		}
		annotated.forEach((method) -> addNames(method, positions));
		addNames(called, positions);
		return Map.copyOf(positions);
	}

	/** The types of the arguments by what they can be called. */
	static Map<String, ResolvableType> types(Map<String, Integer> positions, Method called, Class<?> type) {
		Map<String, ResolvableType> types = new HashMap<>();
		types.put(METHOD, ResolvableType.forClass(String.class));
		positions
			.forEach((name, position) -> types.put(name, ResolvableType.forMethodParameter(called, position, type)));
		return types;
	}

	private static void addNames(Method method, Map<String, Integer> positions) {
		@Nullable String[] names = DISCOVERER.getParameterNames(method);
		for (int i = 0; names != null && i < names.length; i++) {
			if (names[i] != null) {
				positions.putIfAbsent(names[i], i);
			}
		}
	}

	@Override
	public @Nullable Object get(@Nullable Object name) {
		Integer position = (name != null) ? this.positions.get(name) : null;
		return (position != null) ? this.values[position] : METHOD.equals(name) ? this.method : null;
	}

	@Override
	public Set<Entry<String, @Nullable Object>> entrySet() {
		Map<String, @Nullable Object> all = new LinkedHashMap<>();
		all.put(METHOD, this.method);
		this.positions.forEach((name, position) -> all.put(name, this.values[position]));
		return all.entrySet();
	}

}

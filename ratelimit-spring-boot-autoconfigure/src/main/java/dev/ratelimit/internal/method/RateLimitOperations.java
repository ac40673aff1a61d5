package dev.ratelimit.internal.method;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A method and what stands before it.
 *
 * @param operations in the order in which they decide
 * @param positions the names of the arguments; empty if no operation asks for one
 */
record RateLimitOperations(List<RateLimitOperation> operations, Map<String, Integer> positions) {

	Map<String, ?> arguments(@Nullable Object[] values) {
		return this.positions.isEmpty() ? Map.of() : new Arguments(this.positions, values);
	}

}

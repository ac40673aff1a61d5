package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.call.Check;
import org.jspecify.annotations.Nullable;

/**
 * A method and what stands before it.
 *
 * @param operations in the order in which they decide
 * @param positions the names of the arguments
 * @param method the name of the method; null if no operation has an expression
 * @param result how it gives its result, and so a refusal
 */
record RateLimitOperations(List<RateLimitOperation> operations, Map<String, Integer> positions, @Nullable String method,
		ResultChannel result) {

	Map<String, ?> arguments(@Nullable Object[] values) {
		return (this.method == null) ? Map.of() : new Arguments(this.positions, values, this.method);
	}

	/** Whether an operation holds a permit until the call is over. */
	boolean hold() {
		return this.operations.stream().anyMatch((operation) -> operation.check().holds());
	}

	/** What goes wrong if nothing tells when a call is over. */
	List<String> unseenOutcome() {
		List<String> effects = new ArrayList<>();
		if (hold()) {
			effects.add("permits of calls in flight come back at once");
		}
		if (this.operations.stream().anyMatch((operation) -> operation.check().refundWhen() != null)) {
			effects.add("refundWhen sees no outcome");
		}
		if (this.operations.stream().anyMatch((operation) -> operation.check().settle() != null)) {
			effects.add("settle sees no outcome");
		}
		return effects;
	}

	/** What answers calls that a check refuses. */
	@Nullable Fallback fallback(Check check) {
		for (RateLimitOperation operation : this.operations) {
			if (operation.check() == check) {
				return operation.fallback();
			}
		}
		return null;
	}

}

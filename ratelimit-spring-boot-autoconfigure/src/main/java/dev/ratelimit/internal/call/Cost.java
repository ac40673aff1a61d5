package dev.ratelimit.internal.call;

import java.util.Map;

import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * What a call costs, in permits.
 *
 * @param constant the cost if it is the same for all calls
 * @param computed the cost if it is not; null if it is
 */
public record Cost(long constant, @Nullable CallExpression computed) {

	/** One permit. */
	static final Cost ONE = new Cost(1, null);

	long of(@Nullable CallRoot root, Map<String, ?> arguments) {
		return (this.computed != null) ? this.computed.permits(root, arguments) : this.constant;
	}

	/**
	 * The cost as written.
	 * @return the number or the expression
	 */
	@Override
	public String toString() {
		return (this.computed != null) ? this.computed.toString() : Long.toString(this.constant);
	}

}

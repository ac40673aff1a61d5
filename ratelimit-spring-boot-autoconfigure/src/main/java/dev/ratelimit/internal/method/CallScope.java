package dev.ratelimit.internal.method;

import java.util.List;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a call of an annotated method: the web request, if there is one. A bean
 * of this type gives annotations the request's names and the client's address as default
 * key; without one there is no request. Implementations must be safe for use by many
 * threads.
 */
public interface CallScope {

	/**
	 * The type whose properties expressions can name.
	 * @return the type of what {@link #current()} returns
	 */
	Class<? extends CallRoot> rootType();

	/**
	 * The request that the current thread is serving.
	 * @return the request's names; null if the thread serves none
	 */
	@Nullable CallRoot current();

	/**
	 * Takes notice of a decision, allowed or refused, such as for the response's headers.
	 * Called on the thread of the call, for each decision, also if {@link #current()} is
	 * null.
	 * @param decision the decision
	 */
	void decided(Decision decision);

	/**
	 * Takes notice of what decisions gave back, because a later one refused the call.
	 * Called on the thread of the call, only while {@link #current()} is not null.
	 * @param before decisions that {@link #decided} has been told of
	 * @param now for each of them what its key would be answered now
	 */
	void refunded(List<Decision> before, List<Decision> now);

}

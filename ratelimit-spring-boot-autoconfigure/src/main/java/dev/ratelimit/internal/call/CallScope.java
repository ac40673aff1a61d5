package dev.ratelimit.internal.call;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.ratelimit.internal.algorithm.LimitDecision;
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
	 * @return the type of what {@link #current()} returns; null if it never returns
	 * anything
	 */
	@Nullable Class<? extends CallRoot> rootType();

	/**
	 * All types whose properties expressions can name, at one call or another.
	 * @return empty if there are none
	 */
	default Set<Class<? extends CallRoot>> rootTypes() {
		Class<? extends CallRoot> root = rootType();
		return (root != null) ? Set.of(root) : Set.of();
	}

	/**
	 * The type whose properties expressions can name at a method.
	 * @param method the method that is annotated
	 * @return {@link #rootType()}, unless calls of that method have a root of their own
	 */
	default @Nullable Class<? extends CallRoot> rootType(Method method) {
		return rootType();
	}

	/**
	 * Describes the default key, for the start-up report.
	 * @param method the method that is annotated
	 * @return a few words
	 */
	default String usualKey(Method method) {
		return (rootType(method) != null) ? "ip (on a web call, else shared by all)" : "shared by all";
	}

	/**
	 * Tells why calls of a method from different callers share the default key, where
	 * each caller is expected to have one.
	 * @param method the method that is annotated
	 * @return why, and what to do about it, without a full stop; null if they do not
	 */
	default @Nullable String unknownCaller(Method method) {
		return null;
	}

	/**
	 * The request that the current thread is serving.
	 * @return the request's names; null if the thread serves none
	 */
	@Nullable CallRoot current();

	/**
	 * The scope of a call whose work starts later and elsewhere, such as when a publisher
	 * is subscribed to.
	 * @param context what the subscriber brings along, by key; null for what it does not
	 * @return completed with a scope for that call only, once the user is known; with
	 * this scope if the subscriber brings nothing along
	 */
	default CompletionStage<? extends CallScope> within(Function<Object, @Nullable Object> context) {
		return CompletableFuture.completedFuture(this);
	}

	/**
	 * Takes notice of a decision, allowed or refused, such as for the response's headers.
	 * Called on the thread of the call, for each decision, also if {@link #current()} is
	 * null.
	 * @param decision the decision
	 */
	void decided(LimitDecision decision);

	/**
	 * Takes notice of charges that were given back, because a later check refused the
	 * call. Called on the thread of the call.
	 * @param charges charges of whose decisions {@link #decided} has been told
	 */
	void refunded(List<Charge> charges);

	/**
	 * The scope of calls that no request surrounds.
	 * @return a scope without a root
	 */
	static CallScope none() {
		return NoScope.INSTANCE;
	}

}

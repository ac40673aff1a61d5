package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.call.CallCharges;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * What became of a call of a method, for expressions that ask for it.
 *
 * @param charges what the call was charged
 * @param arguments the arguments of the call
 */
record MethodOutcome(CallCharges charges, Map<String, ?> arguments) {

	private static final String RESULT = "result";

	private static final String FAILURE = "failure";

	/** What can be named beside the arguments, and its type as far as it is known. */
	static Map<String, ResolvableType> types(Method method, Class<?> type) {
		ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
		ResolvableType result = switch (ResultChannel.of(method)) {
			case RETURN -> KotlinDetector.isSuspendingFunction(method) ? ResolvableType.NONE : returned;
			case STAGE, PUBLISHER -> returned.getGeneric();
			case COROUTINE, COROUTINE_MONO, COROUTINE_STREAM -> ResolvableType.NONE;
		};
		return Map.of(RESULT, result, FAILURE, ResolvableType.NONE);
	}

	/** Whether an expression asks. */
	boolean isAwaited() {
		return this.charges.awaitsOutcome();
	}

	void returned(@Nullable Object result) {
		this.charges.complete((root) -> root, variables(result, null));
	}

	void failed(Throwable failure) {
		this.charges.complete((root) -> root, variables(null, failure));
	}

	/** Waits for a result that comes later. */
	void of(CompletionStage<?> stage) {
		stage.whenComplete(this::ended);
	}

	/**
	 * Takes a result or a failure that comes later, without holding the thread that
	 * brings it: it may be an event loop.
	 * @return completed once what it gives back is given back
	 */
	CompletableFuture<Void> ended(@Nullable Object result, @Nullable Throwable failure) {
		Map<String, ?> variables = variables(result, failure);
		boolean cancelled = failure != null && Answers.cause(failure) instanceof CancellationException;
		return cancelled ? this.charges.leaveAsync((root) -> root, variables)
				: this.charges.completeAsync((root) -> root, variables);
	}

	/**
	 * The caller wants no more. A refund would make calls free to whoever cancels them.
	 * @param last the last value that the caller got
	 */
	void left(@Nullable Object last) {
		this.charges.leaveAsync((root) -> root, variables(last, null));
	}

	private Map<String, ?> variables(@Nullable Object result, @Nullable Throwable failure) {
		Map<String, @Nullable Object> variables = new HashMap<>(this.arguments);
		if (failure != null) {
			variables.put(FAILURE, Answers.cause(failure));
		}
		else {
			variables.put(RESULT, result);
		}
		return variables;
	}

}

package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
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
			case COROUTINE -> ResolvableType.NONE;
		};
		return Map.of(RESULT, result, FAILURE, ResolvableType.NONE);
	}

	/** Whether an expression asks. */
	boolean isAwaited() {
		return this.charges.awaitsOutcome();
	}

	void returned(@Nullable Object result) {
		complete(RESULT, result);
	}

	void failed(Throwable failure) {
		complete(FAILURE, Answers.cause(failure));
	}

	/** Waits for a result that comes later, without holding a thread. */
	void of(CompletionStage<?> stage) {
		stage.whenComplete((result, failure) -> {
			if (failure != null) {
				failed(failure);
			}
			else {
				returned(result);
			}
		});
	}

	private void complete(String name, @Nullable Object value) {
		Map<String, @Nullable Object> variables = new HashMap<>(this.arguments);
		variables.put(name, value);
		this.charges.complete((root) -> root, variables);
	}

}

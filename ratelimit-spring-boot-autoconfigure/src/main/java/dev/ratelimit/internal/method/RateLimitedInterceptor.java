package dev.ratelimit.internal.method;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.call.CallCharges;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.expression.CallRoot;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Asks a method's operations before letting a call through to it, and gives a refusal as
 * the method gives its results.
 */
final class RateLimitedInterceptor implements MethodInterceptor {

	private final RateLimitOperationSource operations;

	RateLimitedInterceptor(RateLimitOperationSource operations) {
		this.operations = operations;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		RateLimitOperations method = this.operations.get(invocation.getMethod(), type(invocation));
		return switch (method.result()) {
			case RETURN -> call(invocation, method);
			case STAGE -> mustNotBlock(invocation) ? deferred(invocation, method) : call(invocation, method);
			case PUBLISHER, COROUTINE, COROUTINE_MONO, COROUTINE_STREAM -> deferred(invocation, method);
		};
	}

	/** A mere future of the method's own could only be waited for. */
	private static boolean mustNotBlock(MethodInvocation invocation) {
		return invocation.getMethod().getReturnType() != Future.class && ResultChannel.isEventLoop();
	}

	private Object deferred(MethodInvocation invocation, RateLimitOperations method) {
		CallScope scope = this.operations.scope();
		return new DeferredCall(invocation, method, scope, scope.current()).result();
	}

	private static Class<?> type(MethodInvocation invocation) {
		Object target = invocation.getThis();
		return (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
	}

	private @Nullable Object call(MethodInvocation invocation, RateLimitOperations method) throws Throwable {
		CallCharges charges = new CallCharges();
		Map<String, ?> arguments = method.arguments(invocation.getArguments());
		Charge refused = charge(charges, method.operations(), arguments);
		if (refused != null) {
			return refuse(invocation, method, refused);
		}
		if (!charges.awaitsOutcome()) {
			return invocation.proceed();
		}
		MethodOutcome outcome = new MethodOutcome(charges, arguments);
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			outcome.failed(ex);
			throw ex;
		}
		if (method.result() == ResultChannel.STAGE && result instanceof CompletionStage<?> stage) {
			outcome.of(stage);
		}
		else {
			outcome.returned(result);
		}
		return result;
	}

	private static @Nullable Object refuse(MethodInvocation invocation, RateLimitOperations method, Charge refused)
			throws Throwable {
		RateLimitExceededException refusal = new RateLimitExceededException(refused.decision());
		Fallback fallback = method.fallback(refused.check());
		if (fallback != null) {
			return fallback.answer(invocation, refusal);
		}
		if (method.result() == ResultChannel.STAGE) {
			return CompletableFuture.failedFuture(refusal);
		}
		throw refusal;
	}

	/** Asks the operations in order; all is given back unless all admit. */
	private @Nullable Charge charge(CallCharges charges, List<RateLimitOperation> operations,
			Map<String, ?> arguments) {
		CallScope scope = this.operations.scope();
		CallRoot root = scope.current();
		boolean admitted = false;
		try {
			for (int i = 0; i < operations.size(); i++) {
				Charge charge = charge(charges, operations.get(i).check(), root, arguments);
				if (charge != null) {
					scope.decided(charge.decision());
					if (!charge.decision().allowed()) {
						return charge;
					}
				}
			}
			admitted = true;
			return null;
		}
		finally {
			if (!admitted) {
				scope.refunded(charges.refundAll());
			}
		}
	}

	private static @Nullable Charge charge(CallCharges charges, Check check, @Nullable CallRoot root,
			Map<String, ?> arguments) {
		try {
			return charges.charge(check, root, arguments);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			CancellationException cancelled = new CancellationException(
					"Interrupted while waiting for a permit of %s".formatted(String.join(", ", check.limits())));
			cancelled.initCause(ex);
			throw cancelled;
		}
	}

}

package dev.ratelimit.internal.method;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallCharges;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.expression.CallRoot;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Asks a method's operations before letting a call through to it.
 */
final class RateLimitedInterceptor implements MethodInterceptor {

	private final RateLimitOperationSource operations;

	RateLimitedInterceptor(RateLimitOperationSource operations) {
		this.operations = operations;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> type = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		RateLimitOperations method = this.operations.get(invocation.getMethod(), type);
		Refusal refusal = charge(new CallCharges(), method.operations(), method.arguments(invocation.getArguments()));
		if (refusal == null) {
			return invocation.proceed();
		}
		RateLimitExceededException exception = new RateLimitExceededException(refusal.decision());
		if (refusal.fallback() == null) {
			throw exception;
		}
		return refusal.fallback().answer(target, invocation.getArguments(), exception);
	}

	/** Asks the operations in order; all is given back unless all admit. */
	private @Nullable Refusal charge(CallCharges charges, List<RateLimitOperation> operations,
			Map<String, ?> arguments) {
		CallScope scope = this.operations.scope();
		CallRoot root = scope.current();
		boolean admitted = false;
		try {
			for (int i = 0; i < operations.size(); i++) {
				RateLimitOperation operation = operations.get(i);
				Charge charge = charge(charges, operation.check(), root, arguments);
				if (charge != null) {
					scope.decided(charge.decision());
					if (!charge.decision().allowed()) {
						return new Refusal(charge.decision(), operation.fallback());
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

	private record Refusal(LimitDecision decision, @Nullable Fallback fallback) {

	}

}

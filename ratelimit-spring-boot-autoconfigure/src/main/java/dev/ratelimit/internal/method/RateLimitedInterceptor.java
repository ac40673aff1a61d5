package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
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
		CallRoot root = this.operations.scope().current();
		Refusal refusal = ask(method.operations(), root, method.arguments(invocation.getArguments()));
		if (refusal == null) {
			return invocation.proceed();
		}
		RateLimitExceededException exception = new RateLimitExceededException(refusal.decision());
		if (refusal.fallback() == null) {
			throw exception;
		}
		return refusal.fallback().answer(target, invocation.getArguments(), exception);
	}

	/**
	 * Asks the operations in order; what they have charged is given back unless all
	 * admit.
	 */
	private @Nullable Refusal ask(List<RateLimitOperation> operations, @Nullable CallRoot root,
			Map<String, ?> arguments) {
		Charge charged = null;
		boolean admitted = false;
		try {
			for (int i = 0; i < operations.size(); i++) {
				RateLimitOperation operation = operations.get(i);
				if (operation.applies(root, arguments)) {
					String key = operation.key(root, arguments);
					Decision decision = operation.decide(key, root, arguments);
					charged = new Charge(operation, key, decision, charged);
					this.operations.scope().decided(decision);
					if (!decision.allowed()) {
						return new Refusal(decision, operation.fallback());
					}
				}
			}
			admitted = true;
			return null;
		}
		finally {
			if (!admitted) {
				refund(charged, root != null);
			}
		}
	}

	/** All before the first is looked at again: several may be of one limit. */
	private void refund(@Nullable Charge last, boolean told) {
		for (Charge charge = last; charge != null; charge = charge.previous()) {
			charge.operation().refund(charge.key(), charge.decision());
		}
		List<Decision> before = new ArrayList<>();
		List<Decision> now = new ArrayList<>();
		for (Charge charge = last; told && charge != null; charge = charge.previous()) {
			if (charge.decision().permits() > 0) {
				before.add(charge.decision());
				now.add(charge.operation().limiter().peek(charge.key()));
			}
		}
		if (!before.isEmpty()) {
			this.operations.scope().refunded(before, now);
		}
	}

	private record Charge(RateLimitOperation operation, String key, Decision decision, @Nullable Charge previous) {

	}

	private record Refusal(Decision decision, @Nullable Fallback fallback) {

	}

}

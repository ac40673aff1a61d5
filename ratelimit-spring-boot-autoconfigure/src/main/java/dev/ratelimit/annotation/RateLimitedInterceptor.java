package dev.ratelimit.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.expression.CallRoot;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Asks a method's guards before letting a call through to it.
 */
final class RateLimitedInterceptor implements MethodInterceptor {

	private final Guards guards;

	RateLimitedInterceptor(Guards guards) {
		this.guards = guards;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> type = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		GuardedMethod method = this.guards.get(invocation.getMethod(), type);
		CallRoot root = this.guards.scope().current();
		Refusal refusal = ask(method.guards(), root, method.arguments(invocation.getArguments()));
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
	 * Asks the guards in order; what they have charged is given back unless all admit.
	 */
	private @Nullable Refusal ask(List<Guard> guards, @Nullable CallRoot root, Map<String, ?> arguments) {
		Charge charged = null;
		boolean admitted = false;
		try {
			for (int i = 0; i < guards.size(); i++) {
				Guard guard = guards.get(i);
				if (guard.applies(root, arguments)) {
					String key = guard.key(root, arguments);
					Decision decision = guard.decide(key, root, arguments);
					charged = new Charge(guard, key, decision, charged);
					this.guards.scope().decided(decision);
					if (!decision.allowed()) {
						return new Refusal(decision, guard.fallback());
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
			charge.guard().refund(charge.key(), charge.decision());
		}
		List<Decision> before = new ArrayList<>();
		List<Decision> now = new ArrayList<>();
		for (Charge charge = last; told && charge != null; charge = charge.previous()) {
			if (charge.decision().permits() > 0) {
				before.add(charge.decision());
				now.add(charge.guard().limiter().peek(charge.key()));
			}
		}
		if (!before.isEmpty()) {
			this.guards.scope().refunded(before, now);
		}
	}

	private record Charge(Guard guard, String key, Decision decision, @Nullable Charge previous) {

	}

	private record Refusal(Decision decision, @Nullable Fallback fallback) {

	}

}

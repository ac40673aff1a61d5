package dev.ratelimit.annotation;

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
		Refusal refusal = ask(method.guards(), 0, root, method.arguments(invocation.getArguments()));
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
	 * Asks the guards from one on; what it has charged is given back unless all admit.
	 */
	private @Nullable Refusal ask(List<Guard> guards, int from, @Nullable CallRoot root, Map<String, ?> arguments) {
		if (from == guards.size()) {
			return null;
		}
		Guard guard = guards.get(from);
		if (!guard.applies(root, arguments)) {
			return ask(guards, from + 1, root, arguments);
		}
		String key = guard.key(root, arguments);
		Decision decision = guard.decide(key, root, arguments);
		boolean admitted = false;
		try {
			this.guards.scope().decided(decision);
			Refusal refusal = decision.allowed() ? ask(guards, from + 1, root, arguments)
					: new Refusal(decision, guard.fallback());
			admitted = refusal == null;
			return refusal;
		}
		finally {
			if (!admitted) {
				guard.refund(key, decision);
			}
		}
	}

	private record Refusal(Decision decision, @Nullable Fallback fallback) {

	}

}

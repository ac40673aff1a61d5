package dev.ratelimit.internal.call;

import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.LimitTerms;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.ResolvableType;

/**
 * Checks the key and plan of each limit, be they used or not. Comes after the rules and
 * annotations that use them, whose mistakes say more.
 */
public final class LimitExpressions implements SmartInitializingSingleton {

	private final List<LimitTerms> limits;

	private final Expressions expressions;

	private final ObjectProvider<CallScope> scope;

	private final Mistakes mistakes;

	/**
	 * Checks nothing yet.
	 * @param limits the limits
	 * @param expressions compiles SpEL
	 * @param scope what calls can name
	 * @param mistakes takes what is wrong
	 */
	public LimitExpressions(List<LimitTerms> limits, Expressions expressions, ObjectProvider<CallScope> scope,
			Mistakes mistakes) {
		this.limits = limits;
		this.expressions = expressions;
		this.scope = scope;
		this.mistakes = mistakes;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (LimitTerms limit : this.limits) {
			check("ratelimit.limits.%s.key".formatted(limit.name()), limit.key());
			check("ratelimit.limits.%s.plan".formatted(limit.name()), limit.plan());
		}
	}

	private void check(String where, String text) {
		if (text.isBlank() || this.mistakes.isAt(where)) {
			return;
		}
		Set<Class<? extends CallRoot>> roots = this.scope.getIfAvailable(CallScope::none).rootTypes();
		if (roots.isEmpty()) {
			this.mistakes.check(() -> this.expressions.checkSyntax(where, text));
			return;
		}
		Mistakes found = new Mistakes();
		for (Class<? extends CallRoot> root : roots) {
			if (found.read(() -> this.expressions.compile(where, text, root, new AnyVariable())) != null) {
				return;
			}
		}
		found.addAllTo(this.mistakes);
	}

	/** An argument of any method: only an annotation tells which there are. */
	private static final class AnyVariable extends AbstractMap<String, ResolvableType> {

		@Override
		public ResolvableType get(Object name) {
			return ResolvableType.NONE;
		}

		@Override
		public Set<Map.Entry<String, ResolvableType>> entrySet() {
			return Set.of();
		}

	}

}

package dev.ratelimit.internal.call;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the plan of each call. A call that names none, or one that no limit has, is
 * decided on the limits' own terms, counted, and logged once per name, as far as names
 * are remembered: a client may make them up. Safe for use by many threads.
 */
final class PlanChoice {

	private static final Log logger = LogFactory.getLog(PlanChoice.class);

	private static final int MOST_NAMES = 50;

	private static final String NONE = "";

	private final String where;

	private final CallExpression expression;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	/**
	 * A choice by an expression.
	 * @param where the rule or annotation, for messages
	 * @param expression names the plan
	 */
	PlanChoice(String where, CallExpression expression) {
		this.where = where;
		this.expression = expression;
	}

	CallExpression expression() {
		return this.expression;
	}

	/** The limiter that decides a call. */
	StoreLimiter of(StoreLimiter limiter, @Nullable CallRoot root, Map<String, ?> arguments) {
		String plan = this.expression.name(root, arguments);
		StoreLimiter chosen = limiter.onPlanOrOwn(plan);
		if (chosen == limiter) {
			logOnce((plan != null) ? plan : NONE, limiter);
		}
		return chosen;
	}

	private void logOnce(String plan, StoreLimiter limiter) {
		if (this.logged.size() >= MOST_NAMES || !this.logged.add(plan.length() > 100 ? plan.substring(0, 100) : plan)) {
			return;
		}
		String what = plan.equals(NONE) ? "no plan for a call" : "the unknown plan " + RefusalLog.printable(plan);
		logger.warn("%s: the expression '%s' named %s; such calls are on the limits' own terms. The plans are: %s%s"
			.formatted(this.where, this.expression, what, String.join(", ", limiter.plans()),
					(this.logged.size() >= MOST_NAMES) ? " (further names are counted, not logged)"
							: " (logged once)"));
	}

}

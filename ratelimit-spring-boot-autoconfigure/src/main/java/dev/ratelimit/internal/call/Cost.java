package dev.ratelimit.internal.call;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a call costs, in permits.
 *
 * @param constant the cost if it is the same for all calls
 * @param computed the cost if it is not; null if it is
 */
public record Cost(long constant, @Nullable CallExpression computed) {

	private static final Log logger = LogFactory.getLog(Cost.class);

	/** One permit. */
	static final Cost ONE = new Cost(1, null);

	/**
	 * What is written as the cost. A constant must be granted on some of the terms that
	 * can apply; the calls of others are refused.
	 * @param where the property or attribute, for messages
	 * @param written the expression; null for none
	 * @param limits the limits that are asked
	 * @param plan on which plan; null for none
	 * @throws InvalidConfigurationException if no call can have so many
	 */
	static Cost of(String where, @Nullable CallExpression written, List<LimitTerms> limits, @Nullable PlanChoice plan) {
		if (written == null) {
			return ONE;
		}
		OptionalLong constant = written.constant();
		if (constant.isEmpty()) {
			return new Cost(0, written);
		}
		long permits = constant.getAsLong();
		if (permits < 0) {
			throw new InvalidConfigurationException(where, "a call cannot cost " + permits + " permits",
					"It must cost 0 or more; 0 looks without spending");
		}
		limits.forEach((limit) -> check(where, permits, limit.name(), quotas(limit, plan)));
		return new Cost(permits, null);
	}

	private static void check(String where, long permits, String limit, List<Quota> quotas) {
		Quota most = Collections.max(quotas);
		if (permits > most.permits) {
			throw new InvalidConfigurationException(where,
					"%d permits can never be granted: the limit '%s' grants at most %d at once%s".formatted(permits,
							limit, most.permits, most.whose),
					"Lower the permits, or raise the capacity or rate of ratelimit.limits." + limit);
		}
		Quota least = Collections.min(quotas);
		if (permits > least.permits) {
			logger
				.warn("%s: %d permits are more than the limit '%s' grants at once%s (%d): such calls are always refused"
					.formatted(where, permits, limit, least.whose, least.permits));
		}
	}

	/** Of the terms that can apply. */
	private static List<Quota> quotas(LimitTerms limit, @Nullable PlanChoice plan) {
		List<Quota> quotas = new ArrayList<>();
		String constant = (plan != null) ? plan.expression().constantName().orElse(null) : null;
		if (constant == null || !limit.plans().containsKey(constant)) {
			quotas.add(new Quota("", limit.configured().quota()));
		}
		limit.plans().forEach((name, terms) -> {
			if (plan != null && (constant == null || constant.equals(name))) {
				quotas.add(new Quota(" on its plan '%s'".formatted(name), terms.quota()));
			}
		});
		limit.overrides().values().forEach((terms) -> quotas.add(new Quota(" to some of its keys", terms.quota())));
		return quotas;
	}

	long of(@Nullable CallRoot root, Map<String, ?> arguments) {
		return (this.computed != null) ? this.computed.permits(root, arguments) : this.constant;
	}

	/**
	 * The cost as written.
	 * @return the number or the expression
	 */
	@Override
	public String toString() {
		return (this.computed != null) ? this.computed.toString() : Long.toString(this.constant);
	}

	private record Quota(String whose, long permits) implements Comparable<Quota> {

		@Override
		public int compareTo(Quota other) {
			return Long.compare(this.permits, other.permits);
		}

	}

}

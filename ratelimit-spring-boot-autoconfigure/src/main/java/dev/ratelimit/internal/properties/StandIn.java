package dev.ratelimit.internal.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Mode;
import dev.ratelimit.Rate;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.properties.LimitProperties.PlanProperties;

/**
 * What takes the place of a limit or a rule that is not legal until the mistake stops the
 * application, so that the rest can be checked, too. Such a limit admits no call: its
 * bucket is empty and next to nothing fills it.
 */
public final class StandIn {

	private static final Rate RATE = Rate.of("1000000/3650d");

	private StandIn() {
	}

	/**
	 * Takes the place of a rule of which something can't be read.
	 * @param rule what could be read of it
	 * @return the same rule, with all paths if it has none
	 */
	static RuleDefinition of(RuleDefinition rule) {
		return rule.paths().isEmpty() ? new RuleDefinition(rule.limits(), List.of("/**"), rule.exclude(),
				rule.methods(), rule.key(), rule.permits(), rule.condition(), rule.stage(), rule.refundWhen(),
				rule.headers(), rule.plan(), rule.settle()) : rule;
	}

	/**
	 * Takes the place of a limit.
	 * @param planNames names of its plans
	 * @return a legal limit with such plans
	 */
	public static LimitProperties of(Set<String> planNames) {
		Map<String, PlanProperties> plans = new LinkedHashMap<>();
		planNames.forEach((plan) -> plans.put(plan, new PlanProperties(null, null, null, null, null)));
		return new LimitProperties(Algorithm.TOKEN_BUCKET, RATE, null, 0L, Refill.GREEDY, null, null, Duration.ZERO, 0,
				Mode.ENFORCE, Map.of(), null, plans, "", "", List.of(), null, null);
	}

}

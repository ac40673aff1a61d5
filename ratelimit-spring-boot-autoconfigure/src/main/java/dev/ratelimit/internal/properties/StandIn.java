package dev.ratelimit.internal.properties;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Mode;
import dev.ratelimit.Rate;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.properties.RateLimitProperties.LimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties.PlanProperties;
import org.jspecify.annotations.Nullable;

/**
 * What takes the place of a limit that is not legal until the mistake stops the
 * application, so that whatever names the limit and its plans can be checked, too. It
 * admits no call: its bucket is empty and next to nothing fills it.
 */
public final class StandIn {

	private static final Rate RATE = Rate.of("1000000/3650d");

	private StandIn() {
	}

	/**
	 * Takes the place of a limit.
	 * @param limit what could be read of it; null for nothing
	 * @return a legal limit with plans of the same names
	 */
	public static LimitProperties of(@Nullable LimitProperties limit) {
		Map<String, PlanProperties> plans = new LinkedHashMap<>();
		if (limit != null) {
			limit.plans().keySet().forEach((plan) -> plans.put(plan, new PlanProperties(null, null, null, null, null)));
		}
		return new LimitProperties(Algorithm.TOKEN_BUCKET, RATE, null, 0L, Refill.GREEDY, null, null, Duration.ZERO, 0,
				Mode.ENFORCE, Map.of(), null, plans, "", "", List.of(), null, null);
	}

}

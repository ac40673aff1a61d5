package dev.ratelimit.internal.limiter;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A limiter on the terms of each of its plans, found by one look-up. A plan that comes
 * back by a change of the limits finds the limiter that it had. Safe for use by many
 * threads.
 */
final class PlanLimiters {

	private final WaitingLimiter own;

	private final Map<String, WaitingLimiter> made = new ConcurrentHashMap<>();

	private volatile Known known = new Known(this, Map.of());

	/**
	 * Of a limiter.
	 * @param own decides on the limits' own terms; it is not asked yet
	 */
	PlanLimiters(WaitingLimiter own) {
		this.own = own;
	}

	/** The limiter of a plan; null if no limit has it now. */
	@Nullable WaitingLimiter get(String plan) {
		Known known = this.known;
		Object version = this.own.version();
		if (known.version != version) {
			known = new Known(version, limiters());
			this.known = known;
		}
		return known.limiters.get(plan);
	}

	private Map<String, WaitingLimiter> limiters() {
		Map<String, WaitingLimiter> limiters = new HashMap<>();
		this.own.plans().forEach((plan) -> limiters.put(plan, this.made.computeIfAbsent(plan, this.own::decidingOn)));
		return limiters;
	}

	/**
	 * The limiters of the plans that there are.
	 *
	 * @param version what was in force then
	 * @param limiters by plan
	 */
	private record Known(Object version, Map<String, WaitingLimiter> limiters) {

	}

}

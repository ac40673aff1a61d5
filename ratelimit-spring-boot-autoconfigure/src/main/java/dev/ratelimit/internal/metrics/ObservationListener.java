package dev.ratelimit.internal.metrics;

import java.util.List;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterListener;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * Tells the current observation, and with it the trace, what was decided. Only as
 * key-values of high cardinality: the others become tags of meters by others. Where there
 * are several decisions the last of the strictest stays. Safe for use by many threads.
 */
public final class ObservationListener implements LimiterListener {

	private static final String LIMIT = "ratelimit.limit";

	private static final String OUTCOME = "ratelimit.outcome";

	private static final String REMAINING = "ratelimit.remaining";

	private static final String ALLOWED = "allowed";

	private static final String OBSERVED = "observed";

	private static final String REJECTED = "rejected";

	private static final String BLOCKED = "blocked";

	/** From the least strict on. */
	private static final List<String> STRICTER = List.of(ALLOWED, OBSERVED, REJECTED, BLOCKED);

	private final ObservationRegistry registry;

	/**
	 * Tells the observations of a registry.
	 * @param registry knows which is the current one
	 */
	public ObservationListener(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		Observation current = this.registry.getCurrentObservation();
		if (current != null && !current.isNoop()) {
			String outcome = outcome(decision);
			KeyValue known = current.getContextView().getHighCardinalityKeyValue(OUTCOME);
			if (known == null || STRICTER.indexOf(outcome) >= STRICTER.indexOf(known.getValue())) {
				current.highCardinalityKeyValue(LIMIT, decision.limit())
					.highCardinalityKeyValue(OUTCOME, outcome)
					.highCardinalityKeyValue(REMAINING, Long.toString(decision.remaining()));
			}
		}
	}

	private static String outcome(LimitDecision decision) {
		if (decision.allowed()) {
			return decision.observed() ? OBSERVED : ALLOWED;
		}
		return decision.blockedBefore() ? BLOCKED : REJECTED;
	}

}

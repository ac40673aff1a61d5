package dev.ratelimit.internal.metrics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Limit;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.InFlight;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Permits that calls of this node hold, by limit, as gauges. Remembers each decision
 * until it is given back or its longest hold is over. Safe for use by many threads.
 */
final class InFlightGauges {

	private static final Log logger = LogFactory.getLog(InFlightGauges.class);

	/** At each multiple of so many holds, those that are over are forgotten. */
	private static final int MANY = 1024;

	/** By limit, each decision and when its hold is over. */
	private final Map<String, Map<LimitDecision, Long>> held = new HashMap<>();

	private final TimeSource time;

	InFlightGauges(MeterRegistry registry, Collection<Limit> limits, TimeSource time) {
		this.time = time;
		limits.stream().filter(InFlight::counts).forEach((limit) -> bind(registry, limit.name()));
	}

	private void bind(MeterRegistry registry, String limit) {
		Map<LimitDecision, Long> holds = new ConcurrentHashMap<>();
		this.held.put(limit, holds);
		try {
			Gauge.builder("ratelimit.in.flight", holds, this::permits)
				.description("Permits held by calls of this node")
				.tag("limit", limit)
				.register(registry);
		}
		catch (RuntimeException ex) {
			logger.warn("The meter ratelimit.in.flight cannot be made and is left out", ex);
		}
	}

	private long permits(Map<LimitDecision, Long> holds) {
		forget(holds);
		return holds.keySet().stream().mapToLong(LimitDecision::permits).sum();
	}

	private void forget(Map<LimitDecision, Long> holds) {
		long now = this.time.nanos();
		holds.values().removeIf((over) -> over <= now);
	}

	/** A part of a call that was let through. */
	void begun(LimitDecision part) {
		Map<LimitDecision, Long> holds = this.held.isEmpty() ? null : this.held.get(part.limit());
		if (holds != null && part.permits() > 0) {
			holds.put(part, this.time.nanos() + part.policy().rate().periodNanos());
			if (holds.size() % MANY == 0) {
				forget(holds);
			}
		}
	}

	void ended(LimitDecision part) {
		Map<LimitDecision, Long> holds = this.held.isEmpty() ? null : this.held.get(part.limit());
		if (holds != null) {
			holds.remove(part);
		}
	}

}

package dev.ratelimit.internal.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Counts what limiters do in a {@link MeterRegistry}. All meters of the known limits are
 * made at once, so that they can be seen at 0 and no call looks for one; the meters of a
 * limit that comes later, with its first call. They are tagged with the limit, never with
 * the key. Safe for use by many threads.
 */
public final class MetricsListener implements LimiterListener {

	private final MeterRegistry registry;

	private final Map<String, LimitMeters> limits = new ConcurrentHashMap<>();

	private final InFlightGauges inFlight;

	private final Timer store;

	private final Counter storeFailures;

	/**
	 * Makes the meters.
	 * @param registry where
	 * @param limits the names of the limits known so far
	 */
	public MetricsListener(MeterRegistry registry, Collection<String> limits) {
		this(registry, limits, List.of(), () -> 0);
	}

	/**
	 * Makes the meters, those of calls in flight too.
	 * @param registry where
	 * @param limits the limits known so far
	 * @param time the clock of the longest holds
	 */
	public MetricsListener(MeterRegistry registry, List<Limit> limits, TimeSource time) {
		this(registry, limits.stream().map(Limit::name).toList(), limits, time);
	}

	private MetricsListener(MeterRegistry registry, Collection<String> names, List<Limit> limits, TimeSource time) {
		this.inFlight = new InFlightGauges(registry, limits, time);
		this.registry = registry;
		this.store = LimitMeters.timer(registry, "ratelimit.store", "How long the store took to answer", Tags.empty());
		this.storeFailures = LimitMeters.counter(registry, "ratelimit.store.failures",
				"Decisions that the store did not take", Tags.empty());
		names.forEach(this::meters);
	}

	private LimitMeters meters(String limit) {
		LimitMeters known = this.limits.get(limit);
		return (known != null) ? known
				: this.limits.computeIfAbsent(limit, (name) -> new LimitMeters(this.registry, name));
	}

	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		for (int i = 0; i < decision.size(); i++) {
			decided(decision.part(i), decision.allowed());
		}
	}

	/** Counts, for a refused call, only the parts that refused it. */
	private void decided(LimitDecision part, boolean admitted) {
		if (admitted) {
			meters(part.limit()).admitted(part);
			this.inFlight.begun(part);
		}
		else if (!part.allowed()) {
			meters(part.limit()).refused(part);
		}
	}

	@Override
	public void waited(LimitDecision decision, long nanos) {
		meters(decision.limit()).waits().record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void givenBack(LimitDecision decision) {
		for (int i = 0; i < decision.size(); i++) {
			this.inFlight.ended(decision.part(i));
		}
	}

	@Override
	public void indebted(String limit, long permits) {
		meters(limit).indebted(permits);
	}

	@Override
	public void evicted(String limit) {
		meters(limit).evicted();
	}

	@Override
	public void unresolved(String limit) {
		meters(limit).unresolved();
	}

	@Override
	public void unplanned(String limit) {
		meters(limit).unplanned();
	}

	@Override
	public void answered(long nanos) {
		this.store.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void failed() {
		this.storeFailures.increment();
	}

}

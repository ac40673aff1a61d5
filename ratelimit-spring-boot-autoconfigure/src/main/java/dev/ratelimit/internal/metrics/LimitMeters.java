package dev.ratelimit.internal.metrics;

import java.util.function.Function;
import java.util.function.Supplier;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.algorithm.LimitDecision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.noop.NoopCounter;
import io.micrometer.core.instrument.noop.NoopTimer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The meters of one limit, made once. A meter that the registry cannot make is left out
 * with a warning, so that neither the start nor a call fails for it.
 */
final class LimitMeters {

	private static final Log logger = LogFactory.getLog(LimitMeters.class);

	private final Counter allowed;

	private final Counter rejected;

	private final Counter blocked;

	private final Counter observed;

	private final Timer wait;

	private final Counter debt;

	private final Counter evictions;

	private final Counter unresolved;

	private final Counter unplanned;

	LimitMeters(MeterRegistry registry, String limit) {
		Tags tags = Tags.of("limit", limit);
		this.allowed = requests(registry, tags.and("outcome", "allowed"));
		this.rejected = requests(registry, tags.and("outcome", "rejected"));
		this.blocked = requests(registry, tags.and("outcome", "blocked"));
		this.observed = requests(registry, tags.and("outcome", "observed"));
		this.wait = timer(registry, "ratelimit.wait", "Calls that were made to wait, and for how long", tags);
		this.debt = counter(registry, "ratelimit.debt", "Permits that calls have cost beyond what they had spent",
				tags);
		this.evictions = counter(registry, "ratelimit.evictions", "Keys forced out of memory while they still counted",
				tags);
		this.unresolved = counter(registry, "ratelimit.resolver.failures", "Answers of the LimitResolver not usable",
				tags);
		this.unplanned = counter(registry, "ratelimit.plans.unknown", "Calls without a plan that the limit has", tags);
	}

	private static Counter requests(MeterRegistry registry, Tags tags) {
		return counter(registry, "ratelimit.requests", "Calls decided", tags);
	}

	static Counter counter(MeterRegistry registry, String name, String description, Tags tags) {
		Counter.Builder builder = Counter.builder(name).description(description).tags(tags);
		return made(() -> builder.register(registry), NoopCounter::new, name, Meter.Type.COUNTER);
	}

	static Timer timer(MeterRegistry registry, String name, String description, Tags tags) {
		Timer.Builder builder = Timer.builder(name).description(description).tags(tags);
		return made(() -> builder.register(registry), NoopTimer::new, name, Meter.Type.TIMER);
	}

	private static <M extends Meter> M made(Supplier<M> meter, Function<Meter.Id, M> none, String name,
			Meter.Type type) {
		try {
			return meter.get();
		}
		catch (RuntimeException ex) {
			logger.warn("The meter %s cannot be made and is left out".formatted(name), ex);
			return none.apply(new Meter.Id(name, Tags.empty(), null, null, type));
		}
	}

	/** Counts a part of a call that was let through. */
	void admitted(Decision part) {
		(part.observed() ? this.observed : this.allowed).increment();
	}

	/** Counts a part of a call that was refused, and by which. */
	void refused(LimitDecision part) {
		(part.blockedBefore() ? this.blocked : this.rejected).increment();
	}

	Timer waits() {
		return this.wait;
	}

	void indebted(long permits) {
		this.debt.increment(permits);
	}

	void evicted() {
		this.evictions.increment();
	}

	void unresolved() {
		this.unresolved.increment();
	}

	void unplanned() {
		this.unplanned.increment();
	}

}

package dev.ratelimit.local;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.algorithm.Formula;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which plan a key is on: the resolver's, else its override's, else the limit's own. Keys
 * on the same limit share one plan, unless there is a resolver, which each asks in its
 * own time.
 */
final class Plans {

	/** Documented at {@link LimitResolver}. */
	static final long RESOLVE_NANOS = Duration.ofSeconds(10).toNanos();

	private static final int MAX_FORMULAS = 10_000;

	private static final Log logger = LogFactory.getLog(Plans.class);

	private final Limit configured;

	private final Map<String, Limit> overrides;

	private final @Nullable LimitResolver resolver;

	private final Cache<Limit, Plan> shared = Caffeine.newBuilder().maximumSize(MAX_FORMULAS).build();

	private final LongAdder failures = new LongAdder();

	Plans(Limit configured, Map<String, Limit> overrides, @Nullable LimitResolver resolver) {
		this.configured = configured;
		this.overrides = overrides;
		this.resolver = resolver;
	}

	/**
	 * The plan of a key.
	 * @param last the plan it is on, to stay on it if nothing has changed
	 */
	Plan planFor(String key, @Nullable Plan last, long now) {
		if (this.resolver == null) {
			return shared(this.overrides.getOrDefault(key, this.configured), now);
		}
		if (last != null) {
			// Whoever comes meanwhile stays on the plan, so that one call asks, not all
			last.recheckAt = Math.min(now + RESOLVE_NANOS, last.formula.validUntil());
		}
		Formula formula = shared(resolve(this.resolver, key, last), now).formula;
		long recheckAt = Math.min(now + RESOLVE_NANOS, formula.validUntil());
		if (last != null && last.formula == formula) {
			last.recheckAt = recheckAt;
			return last;
		}
		return new Plan(formula, recheckAt);
	}

	private Plan shared(Limit limit, long now) {
		Plan plan = this.shared.getIfPresent(limit);
		if (plan != null && now < plan.recheckAt) {
			return plan;
		}
		return this.shared.asMap().compute(limit, (same, old) -> {
			if (old != null && now < old.recheckAt) {
				return old;
			}
			Formula formula = Formula.of(limit, now);
			return new Plan(formula, formula.validUntil());
		});
	}

	private Limit resolve(LimitResolver resolver, String key, @Nullable Plan last) {
		Limit unresolved = this.overrides.getOrDefault(key, this.configured);
		try {
			Limit resolved = resolver.resolve(this.configured, key);
			if (resolved == null) {
				return unresolved;
			}
			if (!resolved.name().equals(this.configured.name())
					|| resolved.algorithm() != this.configured.algorithm()) {
				throw new IllegalStateException(
						"LimitResolver answered %s by %s: must keep the name and the algorithm %s"
							.formatted(resolved.name(), resolved.algorithm().id(), this.configured.algorithm().id()));
			}
			return resolved;
		}
		catch (RuntimeException ex) {
			this.failures.increment();
			if (this.failures.sum() == 1) {
				logger.warn("LimitResolver failed for limit '%s'; the last known or the configured limit stays. "
					.formatted(this.configured.name()) + "Further failures are counted, not logged", ex);
			}
			return (last != null) ? last.limit() : unresolved;
		}
	}

	long failures() {
		return this.failures.sum();
	}

}

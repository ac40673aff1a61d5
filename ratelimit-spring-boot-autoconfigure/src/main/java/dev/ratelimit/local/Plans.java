package dev.ratelimit.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.algorithm.Formula;
import dev.ratelimit.store.KeyLimits;
import org.jspecify.annotations.Nullable;

/**
 * Which plan a key is on: the resolver's, else its override's, else the limit's own. Keys
 * on the same limit share one plan, unless there is a resolver, which each asks in its
 * own time.
 */
final class Plans {

	private static final int MAX_FORMULAS = 10_000;

	private final KeyLimits limits;

	private final Cache<Limit, Plan> shared = Caffeine.newBuilder()
		.maximumSize(MAX_FORMULAS)
		.executor(Runnable::run)
		.build();

	Plans(KeyLimits limits) {
		this.limits = limits;
	}

	/**
	 * The plan of a key.
	 * @param last the plan it is on, to stay on it if nothing has changed
	 */
	Plan planFor(String key, @Nullable Plan last, long now) {
		if (!this.limits.change()) {
			return shared(this.limits.unresolved(key), now);
		}
		if (last != null) {
			// Whoever comes meanwhile stays on the plan, so that one call asks, not all
			last.recheckAt = Math.min(now + KeyLimits.RESOLVE_NANOS, last.formula.validUntil());
		}
		Formula formula = shared(this.limits.limitFor(key, (last != null) ? last.limit() : null), now).formula;
		long recheckAt = Math.min(now + KeyLimits.RESOLVE_NANOS, formula.validUntil());
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

}

package dev.ratelimit.internal.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.limiter.KeyLimits;
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

	/** What is in force now: another object after each change. */
	KeyLimits.Terms terms() {
		return this.limits.terms();
	}

	void change(KeyLimits.Terms terms) {
		this.limits.change(terms.configured(), terms.overrides());
	}

	/**
	 * The plan of a key.
	 * @param last the plan it is on, to stay on it if nothing has changed
	 */
	Plan planFor(String key, @Nullable Plan last, long now) {
		if (!this.limits.resolves()) {
			return shared(this.limits.unresolved(key), now);
		}
		KeyLimits.Terms terms = this.limits.terms();
		Plan inForce = (last != null && last.terms == terms) ? last : null;
		long meanwhile = (inForce != null) ? Math.min(now + KeyLimits.RESOLVE_NANOS, inForce.formula.validUntil()) : 0;
		// Whoever comes meanwhile stays on the plan, so that one call asks, not all; but
		// not on one from before a change
		if (inForce != null && !inForce.claim(now, meanwhile)) {
			return inForce;
		}
		Formula formula = shared(this.limits.limitFor(key, (last != null) ? last.limit() : null), now).formula;
		long recheckAt = Math.min(now + KeyLimits.RESOLVE_NANOS, formula.validUntil());
		if (inForce != null && inForce.formula == formula) {
			inForce.stay(meanwhile, recheckAt);
			return inForce;
		}
		return new Plan(formula, recheckAt, terms);
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
			return new Plan(formula, formula.validUntil(), this.limits.terms());
		});
	}

}

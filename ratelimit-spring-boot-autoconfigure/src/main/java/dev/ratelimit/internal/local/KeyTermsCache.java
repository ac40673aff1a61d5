package dev.ratelimit.internal.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.jspecify.annotations.Nullable;

/**
 * Which terms a key is on: the resolver's, else its override's, else the plan's of the
 * call, else the limit's own. Keys on the same limit share one object, unless there is a
 * resolver, which each asks in its own time.
 */
final class KeyTermsCache {

	private static final int MAX_FORMULAS = 10_000;

	private final KeyLimits limits;

	private final Cache<Shared, KeyTerms> shared = cache();

	/**
	 * Terms of keys whose calls change between plans, so that the resolver is not asked
	 * at each change; null without a resolver, as there may be thousands of limits.
	 */
	private final @Nullable Cache<Resolved, KeyTerms> resolved;

	KeyTermsCache(KeyLimits limits) {
		this.limits = limits;
		this.resolved = limits.resolves() ? cache() : null;
	}

	private static <K> Cache<K, KeyTerms> cache() {
		return Caffeine.newBuilder().maximumSize(MAX_FORMULAS).executor(Runnable::run).build();
	}

	/** What is in force now: another object after each change. */
	LimitTerms inForce() {
		return this.limits.terms();
	}

	/** Another object after each change of any limit. */
	Object version() {
		return this.limits.version();
	}

	/**
	 * The terms of a key.
	 * @param plan the plan of the call; null for none
	 * @param last the ones it is on, to stay on them if nothing has changed
	 */
	KeyTerms termsFor(String key, @Nullable String plan, @Nullable KeyTerms last, long now) {
		LimitTerms inForce = inForce();
		if (this.resolved != null) {
			return inForce.plans().isEmpty() ? resolved(key, plan, last, now)
					: resolvedOnPlan(new Resolved(key, plan), this.resolved, last, now);
		}
		boolean own = inForce.overrides().containsKey(key);
		return shared(new Shared(inForce.limitFor(key, plan), own ? null : known(plan, inForce),
				own || inForce.plans().isEmpty()), now);
	}

	private KeyTerms resolvedOnPlan(Resolved call, Cache<Resolved, KeyTerms> known, @Nullable KeyTerms last, long now) {
		KeyTerms before = (last != null && last.serves(call.plan)) ? last : known.getIfPresent(call);
		if (before != null && before != last && before.source == inForce() && now < before.recheckAt) {
			return before;
		}
		KeyTerms terms = resolved(call.key, call.plan, before, now);
		if (terms != before) {
			known.put(call, terms);
		}
		return terms;
	}

	private KeyTerms resolved(String key, @Nullable String plan, @Nullable KeyTerms last, long now) {
		LimitTerms inForce = inForce();
		KeyTerms current = (last != null && last.source == inForce) ? last : null;
		long meanwhile = (current != null) ? Math.min(now + KeyLimits.RESOLVE_NANOS, current.formula.validUntil()) : 0;
		// Other calls stay on the terms meanwhile, so that one call asks, not all; but
		// not on terms from before a change
		if (current != null && !current.claim(now, meanwhile)) {
			return current;
		}
		Limit limit = this.limits.limitFor(key, plan, (last != null) ? last.limit() : null);
		Formula formula = shared(new Shared(limit, null, true), now).formula;
		long recheckAt = Math.min(now + KeyLimits.RESOLVE_NANOS, formula.validUntil());
		if (current != null && current.formula == formula) {
			current.stay(meanwhile, recheckAt);
			return current;
		}
		return new KeyTerms(formula, recheckAt, inForce, known(plan, inForce), inForce.plans().isEmpty());
	}

	private static @Nullable String known(@Nullable String plan, LimitTerms inForce) {
		return (plan != null && inForce.plans().containsKey(plan)) ? plan : null;
	}

	private KeyTerms shared(Shared terms, long now) {
		KeyTerms known = this.shared.getIfPresent(terms);
		if (known != null && now < known.recheckAt) {
			return known;
		}
		return this.shared.asMap().compute(terms, (same, old) -> {
			if (old != null && now < old.recheckAt) {
				return old;
			}
			Formula formula = Formula.of(terms.limit, now);
			return new KeyTerms(formula, formula.validUntil(), inForce(), terms.plan, terms.anyPlan);
		});
	}

	/**
	 * What keys have in common that share their terms.
	 *
	 * @param limit the limit
	 * @param plan the plan of the calls; null for none
	 * @param anyPlan whether the calls may be on any plan
	 */
	private record Shared(Limit limit, @Nullable String plan, boolean anyPlan) {

	}

	/**
	 * A key's calls on one plan.
	 *
	 * @param key the key
	 * @param plan the plan; null for none
	 */
	private record Resolved(String key, @Nullable String plan) {

	}

}

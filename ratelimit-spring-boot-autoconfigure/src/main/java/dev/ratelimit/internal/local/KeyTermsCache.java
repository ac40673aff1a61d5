package dev.ratelimit.internal.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.jspecify.annotations.Nullable;

/**
 * Which terms a key is on: the resolver's, else its override's, else the limit's own.
 * Keys on the same limit share one object, unless there is a resolver, which each asks in
 * its own time.
 */
final class KeyTermsCache {

	private static final int MAX_FORMULAS = 10_000;

	private final KeyLimits limits;

	private final Cache<Limit, KeyTerms> shared = Caffeine.newBuilder()
		.maximumSize(MAX_FORMULAS)
		.executor(Runnable::run)
		.build();

	KeyTermsCache(KeyLimits limits) {
		this.limits = limits;
	}

	/** What is in force now: another object after each change. */
	LimitTerms inForce() {
		return this.limits.terms();
	}

	/**
	 * The terms of a key.
	 * @param last the ones it is on, to stay on them if nothing has changed
	 */
	KeyTerms termsFor(String key, @Nullable KeyTerms last, long now) {
		LimitTerms inForce = inForce();
		if (!this.limits.resolves()) {
			return shared(inForce.limitFor(key), now);
		}
		KeyTerms current = (last != null && last.source == inForce) ? last : null;
		long meanwhile = (current != null) ? Math.min(now + KeyLimits.RESOLVE_NANOS, current.formula.validUntil()) : 0;
		// Whoever comes meanwhile stays on the terms, so that one call asks, not all; but
		// not on those from before a change
		if (current != null && !current.claim(now, meanwhile)) {
			return current;
		}
		Formula formula = shared(this.limits.limitFor(key, (last != null) ? last.limit() : null), now).formula;
		long recheckAt = Math.min(now + KeyLimits.RESOLVE_NANOS, formula.validUntil());
		if (current != null && current.formula == formula) {
			current.stay(meanwhile, recheckAt);
			return current;
		}
		return new KeyTerms(formula, recheckAt, inForce);
	}

	private KeyTerms shared(Limit limit, long now) {
		KeyTerms known = this.shared.getIfPresent(limit);
		if (known != null && now < known.recheckAt) {
			return known;
		}
		return this.shared.asMap().compute(limit, (same, old) -> {
			if (old != null && now < old.recheckAt) {
				return old;
			}
			Formula formula = Formula.of(limit, now);
			return new KeyTerms(formula, formula.validUntil(), inForce());
		});
	}

}

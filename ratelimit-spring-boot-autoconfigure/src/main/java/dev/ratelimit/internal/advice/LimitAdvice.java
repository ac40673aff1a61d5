package dev.ratelimit.internal.advice;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.key.HeldKey;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.StoreRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Learns of the calls of each limit in mode observe which rates would have been enough.
 * Begins anew when the limit is changed, and stops when it is enforced. Calls on other
 * terms than the limit's own, of overrides, plans and resolvers, are left out, as are
 * those that another limit has refused. Limits that are enforced cost nothing here. Safe
 * for use by many threads.
 */
public final class LimitAdvice implements LimiterListener {

	private final Map<String, Learning> limits = new ConcurrentHashMap<>();

	private final Supplier<@Nullable StoreRegistry> registry;

	private volatile @Nullable StoreRegistry found;

	private final TimeSource time;

	private final LongSupplier seeds;

	/**
	 * Learns from now on.
	 * @param registry the limiters; null if they are not those of a store
	 * @param time the clock of the limiters
	 * @param seeds choose which keys are in a sample
	 */
	public LimitAdvice(Supplier<@Nullable StoreRegistry> registry, TimeSource time, LongSupplier seeds) {
		this.registry = registry;
		this.time = TimeSource.steady(time);
		this.seeds = seeds;
	}

	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		if (!decision.allowed()) {
			return;
		}
		for (int i = 0; i < decision.size(); i++) {
			Limit policy = decision.part(i).policy();
			if (policy.mode() == Mode.OBSERVE) {
				learn(key, permits, policy);
			}
		}
	}

	@Override
	public void settled(String key, LimitDecision decision, long permits) {
		for (int i = 0; i < decision.size(); i++) {
			LimitDecision part = decision.part(i);
			Learning learning = (part.policy().mode() == Mode.OBSERVE) ? learning(part.limit()) : null;
			if (learning != null && learning.isOf(part.policy()) && permits > part.permits()) {
				learning.debit(HeldKey.of(key), permits - part.permits(), this.time);
			}
		}
	}

	private void learn(String key, long permits, Limit policy) {
		Learning learning = learning(policy.name());
		if (learning != null && learning.isOf(policy)) {
			learning.call(HeldKey.of(key), permits, this.time);
		}
	}

	/** What is learned on the terms in force; null of a limit that does not observe. */
	private @Nullable Learning learning(String limit) {
		StoreRegistry registry = registry();
		LimitTerms terms = (registry != null) ? registry.get(limit).terms().get(0) : null;
		if (terms == null || terms.configured().mode() != Mode.OBSERVE || terms.configured().maxHold() != null) {
			this.limits.remove(limit);
			return null;
		}
		Learning known = this.limits.get(limit);
		return (known != null && known.terms() == terms) ? known : this.limits.compute(limit,
				(name, last) -> (last != null && last.terms() == terms) ? last : begun(terms));
	}

	private @Nullable StoreRegistry registry() {
		StoreRegistry found = this.found;
		if (found == null) {
			found = this.registry.get();
			this.found = found;
		}
		return found;
	}

	private Learning begun(LimitTerms terms) {
		return new Learning(terms, this.time.nanos(), this.seeds.getAsLong());
	}

	/**
	 * What a limit has learned. Of one that no longer observes, it is forgotten.
	 * @param limit the limit's name
	 * @return the advice; null of a limit that does not observe, or has no rate
	 */
	public @Nullable Advice of(String limit) {
		Learning learning = learning(limit);
		return (learning != null) ? learning.advice() : null;
	}

}

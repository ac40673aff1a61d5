package dev.ratelimit.internal.local;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.jspecify.annotations.Nullable;

/**
 * The limit in force for some keys. Read by every call. Immutable but for the time at
 * which a key must ask for its terms again.
 */
final class KeyTerms {

	private static final long OUTDATED = Long.MIN_VALUE;

	private static final AtomicLongFieldUpdater<KeyTerms> RECHECK_AT = AtomicLongFieldUpdater.newUpdater(KeyTerms.class,
			"recheckAt");

	final Formula formula;

	final long quota;

	/** What was in force when it was made. */
	final LimitTerms source;

	/** The plan of the calls that these are the terms of; null for none. */
	private final @Nullable String plan;

	/**
	 * Whether they are those of calls on any plan: there are none, or the key has its
	 * own.
	 */
	private final boolean anyPlan;

	/** From this time on a key on these terms must ask for its terms again. */
	volatile long recheckAt;

	KeyTerms(Formula formula, long recheckAt, LimitTerms source, @Nullable String plan, boolean anyPlan) {
		this.formula = formula;
		this.quota = formula.limit().quota();
		this.recheckAt = recheckAt;
		this.source = source;
		this.plan = plan;
		this.anyPlan = anyPlan;
	}

	/** Whether a call on a plan is decided by these terms. */
	boolean serves(@Nullable String plan) {
		return this.anyPlan || Objects.equals(this.plan, plan);
	}

	/** Whether these and other terms are those of the same calls. */
	boolean servesAs(KeyTerms other) {
		return this.anyPlan == other.anyPlan && Objects.equals(this.plan, other.plan);
	}

	/**
	 * Whether they are those of calls on one plan, or on none, that the other terms are
	 * not those of.
	 */
	boolean isOtherPlanThan(KeyTerms other) {
		return !this.anyPlan && !servesAs(other);
	}

	/** Takes on asking; false if it is not time, or another has taken it on. */
	boolean claim(long now, long until) {
		long before = this.recheckAt;
		return before <= now && RECHECK_AT.compareAndSet(this, before, until);
	}

	/** Stays in force, unless it was outdated since it was claimed. */
	void stay(long claimedUntil, long until) {
		RECHECK_AT.compareAndSet(this, claimedUntil, until);
	}

	/** Has every key on these terms ask again at once. */
	void outdate() {
		this.recheckAt = OUTDATED;
	}

	/** Whether a call may ask for so many permits. */
	boolean grants(long permits) {
		return permits > 0 && permits <= this.quota;
	}

	Limit limit() {
		return this.formula.limit();
	}

}

package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * Decides in place of a store that does not: each limit as its setting says, all of them
 * in one step. What it decides is {@link LimitDecision#degraded()}.
 */
final class Fallback {

	private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

	private final RemoteLimits limits;

	/** One per limit, in order. */
	private final List<OnFailure> settings;

	/** Of the limits that this node decides by itself; null if there is none. */
	private final @Nullable StoreLimiter local;

	/**
	 * A fallback for the limits of one limiter.
	 * @param limits the limits
	 * @param settings who decides under each of them, in order
	 * @param local makes the limiter of some limits, by their names, on this node
	 */
	Fallback(RemoteLimits limits, List<OnFailure> settings, Function<String[], StoreLimiter> local) {
		this.limits = limits;
		this.settings = settings;
		List<String> names = new ArrayList<>();
		for (int i = 0; i < settings.size(); i++) {
			if (settings.get(i) == OnFailure.LOCAL) {
				names.add(limits.limits().get(i).name());
			}
		}
		this.local = names.isEmpty() ? null : local.apply(names.toArray(String[]::new));
	}

	private Fallback(RemoteLimits limits, List<OnFailure> settings, @Nullable StoreLimiter local) {
		this.limits = limits;
		this.settings = settings;
		this.local = local;
	}

	/**
	 * Who decides calls on a plan.
	 * @param limits the limits on the plan's terms
	 * @param plan the plan
	 */
	Fallback onPlan(RemoteLimits limits, String plan) {
		StoreLimiter planned = (this.local != null) ? this.local.onPlan(plan) : null;
		return new Fallback(limits, this.settings, (planned != null) ? planned : this.local);
	}

	LimitDecision attempt(String key, long permits, WaitBudget budget) {
		if (this.local == null) {
			return decision(List.of());
		}
		boolean refused = this.settings.contains(OnFailure.DENY);
		return decision((refused ? this.local.peek(key) : this.local.tryAcquire(key, permits, budget)).all());
	}

	LimitDecision peek(String key) {
		return decision((this.local != null) ? this.local.peek(key).all() : List.of());
	}

	/** What each limit says, in order. */
	private LimitDecision decision(List<LimitDecision> local) {
		if (local.size() == this.settings.size()) {
			return LimitDecision.combined(local).asDegraded();
		}
		List<LimitDecision> parts = new ArrayList<>(this.settings.size());
		int next = 0;
		for (int i = 0; i < this.settings.size(); i++) {
			Limit limit = this.limits.limits().get(i);
			parts.add(switch (this.settings.get(i)) {
				case LOCAL -> local.get(next++);
				case ALLOW -> LimitDecision.allowed(limit, 0, limit.quota(), 0, 0);
				case DENY -> LimitDecision.refused(limit, 0, RETRY_NANOS, RETRY_NANOS);
			});
		}
		return LimitDecision.combined(parts).asDegraded();
	}

	/** Gives back what this node had spent by itself. */
	void refund(String key, LimitDecision decision) {
		if (this.local == null) {
			return;
		}
		List<LimitDecision> own = new ArrayList<>();
		for (int i = 0; i < this.settings.size(); i++) {
			if (this.settings.get(i) == OnFailure.LOCAL) {
				own.add(decision.part(i));
			}
		}
		this.local.refund(key, LimitDecision.combined(own));
	}

	void reset(String key) {
		if (this.local != null) {
			this.local.reset(key);
		}
	}

}

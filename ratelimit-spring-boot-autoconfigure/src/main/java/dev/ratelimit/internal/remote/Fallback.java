package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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

	/** Settles what this node had decided by itself. */
	void settle(String key, LimitDecision decision, long permits) {
		if (this.local != null) {
			this.local.settle(key, own(decision, UnaryOperator.identity()), permits);
		}
	}

	/** Has this node count what a call has cost beyond what the store had charged. */
	void debit(String key, LimitDecision decision, long permits) {
		long more = permits - decision.permits();
		if (this.local != null && more > 0) {
			this.local.settle(key, own(decision, Fallback::unspent), more);
		}
	}

	private static LimitDecision unspent(LimitDecision part) {
		return part.observed() ? part : LimitDecision.allowed(part.policy(), 0, 0, 0, 0);
	}

	/** The parts of a decision that concern this node's own limits. */
	private LimitDecision own(LimitDecision decision, UnaryOperator<LimitDecision> change) {
		List<LimitDecision> own = new ArrayList<>();
		for (int i = 0; i < this.settings.size(); i++) {
			if (this.settings.get(i) == OnFailure.LOCAL) {
				own.add(change.apply(decision.part(i)));
			}
		}
		return LimitDecision.combined(own);
	}

	void reset(String key) {
		if (this.local != null) {
			this.local.reset(key);
		}
	}

}

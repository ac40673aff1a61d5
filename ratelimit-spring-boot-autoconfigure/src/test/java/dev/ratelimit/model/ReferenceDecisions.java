package dev.ratelimit.model;

import java.util.List;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * Decisions of the models of some limits, all of them or none charged.
 */
final class ReferenceDecisions {

	private final ReferenceRegistry registry;

	private final List<Limit> limits;

	ReferenceDecisions(ReferenceRegistry registry, List<Limit> limits) {
		this.registry = registry;
		this.limits = limits;
	}

	/** As a call that may yet wait so long: who needs not wait longer is not blocked. */
	LimitDecision tryAcquire(String key, long permits, long left) {
		for (Limit limit : this.limits) {
			if (permits < 0 || beyond(limit, permits)) {
				throw new IllegalArgumentException("Invalid permits (%d): must be from 0 to %d, the quota of '%s'"
					.formatted(permits, limit.quota(), limit.name()));
			}
		}
		return (permits > 0) ? decide(key, permits, left) : peek(key, 1);
	}

	private LimitDecision decide(String key, long permits, long left) {
		synchronized (this.registry) {
			long now = this.registry.now();
			boolean all = this.limits.stream().allMatch((limit) -> admits(limit, key, now, permits) || observes(limit));
			return LimitDecision
				.combined(this.limits.stream().map((limit) -> decide(limit, key, now, permits, all, left)).toList());
		}
	}

	private LimitDecision decide(Limit limit, String key, long now, long permits, boolean all, long left) {
		BlockModel block = this.registry.block(limit, key);
		if (block.rest(now) > 0) {
			Answer free = this.registry.look(limit, key).peek(now, Math.min(permits, limit.quota()));
			return blocked(limit, free, block.rest(now), true).beyond(permits);
		}
		ReferenceModel model = this.registry.model(limit, key);
		if (permits > limit.quota()) {
			Answer answer = model.peek(now);
			model.arrive(now);
			return LimitDecision.refused(limit, answer.remaining(), answer.resetAfter(), answer.resetAfter());
		}
		if (!admits(limit, key, now, permits)) {
			Answer refusal = model.refuse(now, permits);
			if (limit.block().isEmpty() || refusal.retryAfter() <= left) {
				return decision(limit, refusal, 0, 0);
			}
			block.begin(limit, now);
			return blocked(limit, refusal, block.rest(now), false);
		}
		if (!all) {
			model.arrive(now);
			return decision(limit, model.admitted(now), 0, 0);
		}
		long charge = model.admit(now, permits);
		return decision(limit, model.admitted(now), permits, charge);
	}

	private boolean admits(Limit limit, String key, long now, long permits) {
		return permits <= limit.quota() && this.registry.block(limit, key).rest(now) == 0
				&& this.registry.model(limit, key).wouldAdmit(now, permits);
	}

	/** Whether a call asks for more than can ever be granted. */
	boolean beyond(long permits) {
		return this.limits.stream().anyMatch((limit) -> beyond(limit, permits));
	}

	/** Among several a limit that observes leaves this to the others. */
	private boolean beyond(Limit limit, long permits) {
		return permits > limit.quota() && (this.limits.size() == 1 || !observes(limit));
	}

	private static boolean observes(Limit limit) {
		return limit.mode() == Mode.OBSERVE;
	}

	private static LimitDecision decision(Limit limit, Answer answer, long permits, long charge) {
		return answer.allowed() ? LimitDecision.allowed(limit, permits, answer.remaining(), answer.resetAfter(), charge)
				: LimitDecision.refused(limit, answer.remaining(), answer.retryAfter(), answer.resetAfter());
	}

	private static LimitDecision blocked(Limit limit, Answer free, long rest, boolean before) {
		return LimitDecision.blocked(limit, Math.max(rest, free.retryAfter()), Math.max(rest, free.resetAfter()),
				before);
	}

	LimitDecision peek(String key, long permits) {
		synchronized (this.registry) {
			long now = this.registry.now();
			return LimitDecision.combined(this.limits.stream().map((limit) -> {
				Answer answer = this.registry.look(limit, key).peek(now);
				long rest = this.registry.block(limit, key).rest(now);
				if (rest > 0) {
					return blocked(limit, answer, rest, true).beyond(permits);
				}
				return (permits <= limit.quota()) ? decision(limit, answer, 0, 0)
						: LimitDecision.refused(limit, answer.remaining(), answer.resetAfter(), answer.resetAfter());
			}).toList());
		}
	}

}

package dev.ratelimit.internal.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterListener;

/**
 * Counts what limiters decided on this node since its start. Of a call under several
 * limits each counts that admitted it; of a refused one only those that refused it.
 */
public final class RequestCounts implements LimiterListener {

	private final Map<String, Counts> limits = new ConcurrentHashMap<>();

	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		for (int i = 0; i < decision.size(); i++) {
			LimitDecision part = decision.part(i);
			if (part.observed()) {
				of(part).observed.increment();
			}
			else if (!part.allowed()) {
				(part.blockedBefore() ? of(part).blocked : of(part).rejected).increment();
			}
			else if (decision.allowed()) {
				of(part).allowed.increment();
			}
		}
	}

	private Counts of(LimitDecision part) {
		Counts counts = this.limits.get(part.limit());
		return (counts != null) ? counts : this.limits.computeIfAbsent(part.limit(), (name) -> new Counts());
	}

	Map<String, Object> of(String limit) {
		Counts counts = this.limits.getOrDefault(limit, new Counts());
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("allowed", counts.allowed.sum());
		answer.put("rejected", counts.rejected.sum());
		answer.put("observed", counts.observed.sum());
		answer.put("blocked", counts.blocked.sum());
		return answer;
	}

	private static final class Counts {

		private final LongAdder allowed = new LongAdder();

		private final LongAdder rejected = new LongAdder();

		private final LongAdder blocked = new LongAdder();

		private final LongAdder observed = new LongAdder();

	}

}

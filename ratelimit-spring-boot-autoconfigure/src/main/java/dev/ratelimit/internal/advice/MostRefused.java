package dev.ratelimit.internal.advice;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.key.HeldKey;
import dev.ratelimit.internal.limiter.LimiterListener;

/**
 * The keys that each limit has refused most on this node since its start or, if the limit
 * was changed later, since then; of one that only observes, those that it would have
 * refused. {@value #COUNTERS} counters a limit, about 30 kB, whatever keys callers make
 * up. Calls that are admitted cost nothing here. Safe for use by many threads: a refusal
 * holds its limit's counters for well under a microsecond.
 */
public final class MostRefused implements LimiterListener {

	/** Of each limit. */
	static final int COUNTERS = 100;

	private static final int SHOWN = 10;

	private final Map<String, SpaceSaving<Void>> limits = new ConcurrentHashMap<>();

	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		if (decision.allowed() && !decision.observed()) {
			return;
		}
		for (int i = 0; i < decision.size(); i++) {
			LimitDecision part = decision.part(i);
			if (part.observed() || !part.allowed()) {
				count(part.limit(), HeldKey.of(key));
			}
		}
	}

	/** Begins anew: whom other terms refused says nothing of these. */
	@Override
	public void changed(String limit) {
		this.limits.remove(limit);
	}

	private void count(String limit, String key) {
		SpaceSaving<Void> known = this.limits.get(limit);
		SpaceSaving<Void> refused = (known != null) ? known
				: this.limits.computeIfAbsent(limit, (name) -> new SpaceSaving<>(COUNTERS));
		synchronized (refused) {
			refused.count(key);
		}
	}

	/**
	 * The keys most refused.
	 * @param limit the limit's name
	 * @return the most refused first, at most 10
	 */
	public List<Refused> top(String limit) {
		SpaceSaving<Void> refused = this.limits.get(limit);
		if (refused == null) {
			return List.of();
		}
		List<Refused> top = new ArrayList<>();
		synchronized (refused) {
			refused.counters().forEach((counter) -> top.add(new Refused(counter.key, counter.count, counter.error)));
		}
		Collections.reverse(top);
		return List.copyOf(top.subList(0, Math.min(SHOWN, top.size())));
	}

	/**
	 * A key that was refused often.
	 *
	 * @param key the key as it is held: a digest if it is long
	 * @param refused how often, at most
	 * @param error what that may be too high by
	 */
	public record Refused(String key, long refused, long error) {

	}

}

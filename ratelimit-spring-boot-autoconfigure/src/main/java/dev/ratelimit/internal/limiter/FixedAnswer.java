package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Lets everything through, or nothing, and counts nothing.
 *
 * @param limits the names of the limits it stands for
 * @param inForce what is in force
 * @param allows whether it lets calls through
 */
public record FixedAnswer(List<String> limits, TermsInForce inForce, boolean allows) implements LimiterCore {

	private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

	@Override
	public LimitDecision attempt(String key, long permits, long now) {
		if (permits < 0) {
			throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
		}
		return peek(key, now);
	}

	@Override
	public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
		return null;
	}

	@Override
	public LimitDecision peek(String key, long now) {
		return LimitDecision.combined(this.limits.stream().map((name) -> answer(this.inForce.get(name).configured())).toList());
	}

	private LimitDecision answer(Limit limit) {
		return this.allows ? LimitDecision.allowed(limit, 0, limit.quota(), 0, 0)
				: LimitDecision.refused(limit, 0, RETRY_NANOS, RETRY_NANOS);
	}

	@Override
	public long quota(String key, long now) {
		return Long.MAX_VALUE;
	}

	@Override
	public void refund(String key, LimitDecision decision) {
		// nothing is ever spent
	}

	@Override
	public void reset(String key) {
		// nothing is ever spent
	}

}

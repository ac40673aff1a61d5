package dev.ratelimit.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Lets everything through, or nothing, until Redis decides again.
 *
 * @param limits the limits it stands for, as in force
 * @param allows whether it lets calls through
 */
record FixedAnswer(List<Supplier<Limit>> limits, boolean allows) implements RateLimiter {

	private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

	@Override
	public Decision tryAcquire(String key, long permits) {
		return peek(key);
	}

	@Override
	public Decision acquire(String key, long permits, Duration maxWait) {
		return peek(key);
	}

	@Override
	public Decision request(String key, long permits, @Nullable Duration maxWait) {
		return peek(key);
	}

	@Override
	public Decision peek(String key) {
		return Decision.combined(this.limits.stream()
			.map(Supplier::get)
			.map((limit) -> this.allows ? Decision.allowed(limit, 0, limit.quota(), 0, 0)
					: Decision.refused(limit, 0, RETRY_NANOS, RETRY_NANOS))
			.toList());
	}

	@Override
	public void refund(String key, Decision decision) {
		// nothing is ever spent
	}

	@Override
	public void reset(String key) {
		// nothing is ever spent
	}

}

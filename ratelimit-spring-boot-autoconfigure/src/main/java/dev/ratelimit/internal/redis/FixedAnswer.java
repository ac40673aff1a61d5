package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Lets everything through, or nothing, until Redis decides again.
 *
 * @param limits the limits it stands for, as in force
 * @param allows whether it lets calls through
 */
record FixedAnswer(List<Supplier<Limit>> limits, boolean allows) implements StoreLimiter {

	private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

	@Override
	public LimitDecision tryAcquire(String key, long permits) {
		return peek(key);
	}

	@Override
	public LimitDecision acquire(String key, long permits, Duration maxWait) {
		return peek(key);
	}

	@Override
	public CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait) {
		return CompletableFuture.completedFuture(peek(key));
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait) {
		return CompletableFuture.completedFuture(peek(key));
	}

	@Override
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait) {
		return peek(key);
	}

	@Override
	public LimitDecision peek(String key) {
		return LimitDecision.combined(this.limits.stream()
			.map(Supplier::get)
			.map((limit) -> this.allows ? LimitDecision.allowed(limit, 0, limit.quota(), 0, 0)
					: LimitDecision.refused(limit, 0, RETRY_NANOS, RETRY_NANOS))
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

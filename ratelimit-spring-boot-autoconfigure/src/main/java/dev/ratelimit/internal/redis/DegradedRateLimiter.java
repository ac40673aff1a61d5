package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Marks what a fallback decides.
 *
 * @param fallback who decides
 */
record DegradedRateLimiter(StoreLimiter fallback) implements StoreLimiter {

	@Override
	public LimitDecision tryAcquire(String key, long permits) {
		return this.fallback.tryAcquire(key, permits).asDegraded();
	}

	@Override
	public LimitDecision acquire(String key, long permits, Duration maxWait) throws InterruptedException {
		return this.fallback.acquire(key, permits, maxWait).asDegraded();
	}

	@Override
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait) throws InterruptedException {
		return this.fallback.request(key, permits, maxWait).asDegraded();
	}

	@Override
	public CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait) {
		return this.fallback.acquireAsync(key, permits, maxWait)
			.thenApply((decision) -> LimitDecision.of(decision).asDegraded());
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait) {
		return this.fallback.requestAsync(key, permits, maxWait).thenApply(LimitDecision::asDegraded);
	}

	@Override
	public LimitDecision peek(String key) {
		return this.fallback.peek(key).asDegraded();
	}

	@Override
	public void refund(String key, Decision decision) {
		this.fallback.refund(key, decision);
	}

	@Override
	public void reset(String key) {
		this.fallback.reset(key);
	}

}

package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * A limiter of tests: without plans and, unless overridden, with the simplest way to do
 * what a store does in one step or without a thread.
 */
public interface SimpleLimiter extends StoreLimiter {

	@Override
	default LimitDecision tryAcquire(String key, long permits, WaitBudget budget) {
		return tryAcquire(key, permits);
	}

	@Override
	default @Nullable StoreLimiter onPlan(String plan) {
		return null;
	}

	@Override
	default StoreLimiter onPlanOrOwn(@Nullable String plan) {
		StoreLimiter limiter = (plan != null) ? onPlan(plan) : null;
		return (limiter != null) ? limiter : this;
	}

	@Override
	default List<LimitTerms> terms() {
		return List.of();
	}

	@Override
	default CompletionStage<?> settleAsync(String key, Decision decision, long permits) {
		settle(key, decision, permits);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	default void release(String key, Decision decision) {
		LimitDecision held = InFlight.of(LimitDecision.of(decision));
		if (held != null) {
			refund(key, held);
		}
	}

	@Override
	default LimitDecision giveBack(String key, Decision decision) {
		refund(key, decision);
		return peek(key);
	}

	@Override
	default CompletionStage<LimitDecision> giveBackAsync(String key, Decision decision) {
		return CompletableFuture.completedFuture(giveBack(key, decision));
	}

}

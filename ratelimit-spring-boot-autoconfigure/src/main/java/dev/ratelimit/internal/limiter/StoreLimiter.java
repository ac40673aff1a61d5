package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * A limiter of a store, with what rules and annotations need beyond the public interface.
 */
public interface StoreLimiter extends RateLimiter {

	@Override
	LimitDecision tryAcquire(String key, long permits);

	/**
	 * {@link #tryAcquire(String, long)} as the first step of a call that may wait.
	 * @param key the key of the call
	 * @param permits how many
	 * @param budget how long the call may wait; a refusal within it does not block the
	 * key
	 * @return the decision
	 */
	LimitDecision tryAcquire(String key, long permits, WaitBudget budget);

	@Override
	LimitDecision acquire(String key, long permits, Duration maxWait) throws InterruptedException;

	@Override
	LimitDecision peek(String key);

	/**
	 * This limiter on the terms of a plan. Costs no more than looking it up, whatever the
	 * name.
	 * @param plan the plan's name
	 * @return as {@link #withPlan} has it; null if no limit of this limiter has the plan
	 */
	@Nullable StoreLimiter onPlan(String plan);

	/**
	 * This limiter on the terms of a plan, or as it is for a plan that is not known,
	 * which is counted.
	 * @param plan the plan's name; null for none
	 * @return the limiter to ask
	 */
	StoreLimiter onPlanOrOwn(@Nullable String plan);

	/**
	 * The terms of the limits.
	 * @return as in force now, in order
	 */
	List<LimitTerms> terms();

	/**
	 * The plans there are.
	 * @return the names of those that some limit of this limiter has
	 */
	default Set<String> plans() {
		return terms().stream()
			.flatMap((limit) -> limit.plans().keySet().stream())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	@Override
	default StoreLimiter withPlan(String plan) {
		StoreLimiter limiter = onPlan(plan);
		if (limiter == null) {
			Set<String> known = plans();
			throw new IllegalArgumentException("Unknown plan '%s'%s. %s".formatted(plan, NearestName.hint(plan, known),
					known.isEmpty() ? "There are no plans here: write them under ratelimit.limits.*.plans"
							: "The plans are: " + String.join(", ", known)));
		}
		return limiter;
	}

	/**
	 * Decides a call whose cost was computed: below zero it is the whole quota, and above
	 * the quota it is refused until nothing spent counts any more.
	 * @param key the key of the call
	 * @param permits how many; below zero for the least quota of the limits
	 * @param maxWait how long to wait at most; null for what each limit configures
	 * @param waiter names the share of the places to wait; null for none
	 * @return the decision
	 * @throws InterruptedException if interrupted while waiting; nothing is spent then
	 */
	LimitDecision request(String key, long permits, @Nullable Duration maxWait, @Nullable Waiter waiter)
			throws InterruptedException;

	/**
	 * {@link #request} without holding a thread. Cancelling the stage, as a
	 * {@link java.util.concurrent.CompletableFuture}, gives back what was reserved or
	 * spent.
	 * @param key the key of the call
	 * @param permits how many; below zero for the least quota of the limits
	 * @param maxWait how long to wait at most; null for what each limit configures
	 * @param waiter names the share of the places to wait; null for none
	 * @return completed with the decision
	 */
	CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait,
			@Nullable Waiter waiter);

	@Override
	default void refund(String key, Decision decision) {
		settle(key, decision, 0);
	}

	/**
	 * {@link #settle} without holding a thread.
	 * @param key the key that was asked
	 * @param decision what it was answered
	 * @param permits the actual cost, 0 or more
	 * @return completed when it is settled, or could not be
	 */
	CompletionStage<?> settleAsync(String key, Decision decision, long permits);

	/**
	 * Gives back what a decision holds of calls in flight, because the call is over. What
	 * it has spent otherwise stays spent. Does nothing where that was given back before,
	 * and does not wait for a store elsewhere.
	 * @param key the key that was asked
	 * @param decision what it was answered
	 */
	void release(String key, Decision decision);

	@Override
	default void reset(String key) {
		forget(key);
	}

	/**
	 * {@link #reset}, and whether it was done.
	 * @param key the key to forget
	 * @return false where the store did not answer, and only this node has forgotten
	 */
	boolean forget(String key);

	/**
	 * {@link #refund}, and what the key has left then, as {@link #peek} answers. Asks a
	 * store elsewhere once, not twice.
	 * @param key the key that was asked
	 * @param decision what it was answered
	 * @return what is left
	 */
	LimitDecision giveBack(String key, Decision decision);

	/**
	 * {@link #giveBack} without holding a thread.
	 * @param key the key that was asked
	 * @param decision what it was answered
	 * @return completed with what is left
	 */
	CompletionStage<LimitDecision> giveBackAsync(String key, Decision decision);

	/**
	 * A limiter as rules and annotations need it.
	 * @param limiter a limiter of the application's registry
	 * @return the same limiter
	 * @throws IllegalStateException if it is not a store's, but an application's own
	 */
	static StoreLimiter of(RateLimiter limiter) {
		if (limiter instanceof StoreLimiter own) {
			return own;
		}
		throw new IllegalStateException(
				"Invalid RateLimiterRegistry bean: rules and annotations cannot ask its limiters, of %s. "
					.formatted(limiter.getClass().getName()) + "Leave the bean out, or wrap the limiters elsewhere");
	}

}

package dev.ratelimit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Decides calls under one limit, or under several that must all admit. A refused call
 * spends nothing under any of its limits. Safe for use by many threads.
 * <p>
 * A key is never null. A call for a negative number of permits, or for more than the
 * {@linkplain Limit#quota() quota} of the key's limit, is an
 * {@link IllegalArgumentException}. A call for zero permits is answered like a call for
 * one, and spends nothing.
 */
public interface RateLimiter {

	/**
	 * Spends one permit if it is there. Never waits.
	 * @param key the key whose permit is spent
	 * @return the decision
	 */
	default Decision tryAcquire(String key) {
		return tryAcquire(key, 1);
	}

	/**
	 * Spends permits if they are there. Never waits.
	 * @param key the key whose permits are spent
	 * @param permits the number of permits, 0 or more
	 * @return the decision
	 */
	Decision tryAcquire(String key, long permits);

	/**
	 * Spends one permit, and waits for it as long as necessary.
	 * @param key the key whose permit is spent
	 * @return the decision: allowed, unless too many callers are waiting
	 * @throws InterruptedException if interrupted while waiting; nothing is spent then
	 */
	default Decision acquire(String key) throws InterruptedException {
		return acquire(key, 1, Duration.ofNanos(Long.MAX_VALUE));
	}

	/**
	 * Spends permits, and waits for them if necessary. Under the buckets and under
	 * {@link Algorithm#CONCURRENCY} callers of this node leave in order of arrival.
	 * @param key the key whose permits are spent
	 * @param permits the number of permits, 0 or more
	 * @param maxWait the longest wait. A call that would have to wait longer is refused
	 * at once, and so is a call when too many callers are waiting. Under
	 * {@link Algorithm#CONCURRENCY}, where a permit may come back at any time, the call
	 * waits for up to this time
	 * @return the decision
	 * @throws InterruptedException if interrupted while waiting; nothing is spent then
	 * @throws IllegalArgumentException if the wait is negative
	 */
	Decision acquire(String key, long permits, Duration maxWait) throws InterruptedException;

	/**
	 * Spends permits like {@link #acquire(String, long, Duration)}, but holds no thread
	 * while it waits for a store's answer or for its turn.
	 * {@linkplain java.util.concurrent.CompletableFuture#cancel Cancelling} the stage, or
	 * completing it otherwise, gives back what was reserved or spent.
	 * @param key the key whose permits are spent
	 * @param permits the number of permits, 0 or more
	 * @param maxWait the longest wait; zero never waits
	 * @return a stage that completes with the decision; it is already complete if no wait
	 * is needed
	 * @throws IllegalArgumentException if the wait is negative
	 */
	CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait);

	/**
	 * Returns the answer that a call for one permit would get now. Spends nothing.
	 * @param key the key to look at
	 * @return the decision
	 */
	Decision peek(String key);

	/**
	 * Gives back the permits that a decision of this limiter spent, once, where they
	 * still count: to a token bucket up to its capacity, to the window that was charged,
	 * to a leaky bucket while no later call holds a slot, and of a call in flight unless
	 * its longest hold is over. While callers wait for a token bucket on this node,
	 * permits given back to it are held until these callers have left, as far as the
	 * bucket could have held them beside the permits that the callers took.
	 * @param key the key of the call
	 * @param decision the decision of the call; one that spent nothing is ignored
	 * @throws IllegalArgumentException if the decision is of another limit
	 */
	void refund(String key, Decision decision);

	/**
	 * Changes the cost of a call to its actual cost, once and instead of a refund. A
	 * lower cost gives the difference back like {@link #refund}. A higher cost spends the
	 * difference now, whether it is there or not, until what counts is one quota above
	 * the quota. The key is then in debt, and is refused until enough of the debt counts
	 * no more. Debt counts no longer than any permit that is spent now. Under a leaky
	 * bucket a higher cost takes further slots; slots are given back only while no later
	 * call holds one. Under several limits each limit is settled.
	 * @param key the key of the call
	 * @param decision the decision of the call; a refused one is ignored, and so is one
	 * that a limit only observed
	 * @param permits the actual cost, 0 or more; 0 refunds the call, and more than the
	 * quota is legal
	 * @throws IllegalArgumentException if the permits are negative, or the decision is of
	 * another limit
	 */
	void settle(String key, Decision decision, long permits);

	/**
	 * Forgets what a key has spent, and lifts a block of it. A decision from before can
	 * still be refunded or settled: up to the permits that are given back for it are then
	 * admitted once more.
	 * @param key the key
	 */
	void reset(String key);

	/**
	 * Returns this limiter on the terms of a plan, {@code ratelimit.limits.*.plans}. Both
	 * limiters share keys and state: a bucket keeps its time until full, capped at the
	 * plan's fill time, and a window keeps its count. A key's override wins over the
	 * plan. A {@link LimitResolver} wins over both, and is given the plan's limit. Under
	 * several limits, those without the plan keep their own terms.
	 * @param plan the plan's name
	 * @return the limiter, always the same object for a limiter and a plan;
	 * {@link Decision#limit()} is still the name of the limit
	 * @throws IllegalArgumentException if no limit of this limiter has the plan; the
	 * message lists the known plans
	 */
	RateLimiter withPlan(String plan);

}

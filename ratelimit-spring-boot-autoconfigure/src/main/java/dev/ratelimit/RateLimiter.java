package dev.ratelimit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Decides calls under one limit, or under several that must all admit, for one key at a
 * time. A refused call spends nothing, from none of its limits. Safe for use by many
 * threads.
 * <p>
 * Everywhere a key must not be null, and a call for fewer than zero permits, or for more
 * than the {@linkplain Limit#quota() quota} of the key's limit, is an
 * {@link IllegalArgumentException}. A call for zero permits answers as for one and spends
 * nothing.
 */
public interface RateLimiter {

	/**
	 * Spends one permit if it is there. Never waits.
	 * @param key whose permit
	 * @return the decision
	 */
	default Decision tryAcquire(String key) {
		return tryAcquire(key, 1);
	}

	/**
	 * Spends permits if they are there. Never waits.
	 * @param key whose permits
	 * @param permits how many
	 * @return the decision
	 */
	Decision tryAcquire(String key, long permits);

	/**
	 * Spends one permit, waiting as long as it takes.
	 * @param key whose permit
	 * @return the decision: allowed, unless too many callers wait already
	 * @throws InterruptedException if interrupted while waiting; nothing is spent then
	 */
	default Decision acquire(String key) throws InterruptedException {
		return acquire(key, 1, Duration.ofNanos(Long.MAX_VALUE));
	}

	/**
	 * Spends permits and waits for them if necessary; under the buckets, and for calls in
	 * flight, in order of arrival on this node.
	 * @param key whose permits
	 * @param permits how many
	 * @param maxWait how long at most; a call that would have to wait longer is refused
	 * at once, as it is when too many callers wait already; for calls in flight, which
	 * may end at any time, it waits as long as it may
	 * @return the decision
	 * @throws InterruptedException if interrupted while waiting; nothing is spent then
	 */
	Decision acquire(String key, long permits, Duration maxWait) throws InterruptedException;

	/**
	 * Spends permits and waits for them if necessary, as
	 * {@link #acquire(String, long, Duration)} does, but without holding a thread while a
	 * store answers or a turn comes.
	 * {@linkplain java.util.concurrent.CompletableFuture#cancel Cancelling} the stage, or
	 * completing it otherwise, gives back what was reserved or spent.
	 * @param key whose permits
	 * @param permits how many
	 * @param maxWait how long at most; zero never waits
	 * @return a stage that completes with the decision; it is complete where no wait is
	 * needed
	 */
	CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait);

	/**
	 * Answers as a call for one permit would be answered now. Spends nothing.
	 * @param key whose permits
	 * @return the decision
	 */
	Decision peek(String key);

	/**
	 * Gives back what a decision of this limiter spent, once, where it still counts: a
	 * bucket up to its capacity; a window if it is the one that was charged; a leaky
	 * bucket while no later call holds a slot; a permit of a call in flight unless its
	 * longest hold is over. While callers wait for a token bucket on this node, permits
	 * given back to it are held until they have left, as far as the bucket could have
	 * held them beside what these callers took.
	 * @param key the key that was asked
	 * @param decision what it was answered; one that spent nothing is ignored
	 * @throws IllegalArgumentException if the decision is of another limit
	 */
	void refund(String key, Decision decision);

	/**
	 * Makes a call cost what it has turned out to cost, once and instead of a refund.
	 * Cost below what the decision spent gives the difference back as {@link #refund}
	 * does; cost above it spends the difference now, whether it is there or not, until
	 * what counts is one quota more than the quota: the key is in debt, and is refused
	 * until enough of it counts no more. Debt counts no longer than any permit that is
	 * spent now. Of a leaky bucket further slots are taken, and given back only while no
	 * later call holds a slot. Under several limits each is settled.
	 * @param key the key that was asked
	 * @param decision what it was answered; a refused one is ignored, as is what a limit
	 * only observed
	 * @param permits what the call has cost in the end, from 0, which refunds it; it may
	 * be more than the quota
	 * @throws IllegalArgumentException if the permits are negative, or the decision is of
	 * another limit
	 */
	void settle(String key, Decision decision, long permits);

	/**
	 * Forgets what a key has spent.
	 * @param key the key
	 */
	void reset(String key);

	/**
	 * Returns this limiter on the terms of a plan, {@code ratelimit.limits.*.plans}. Keys
	 * and what they have spent are the same: a bucket keeps its time until full, capped
	 * at the plan's fill time, a window keeps its count. A key's override wins over the
	 * plan; a {@link LimitResolver} wins over both, and is given the plan's limit. Of
	 * several limits those without the plan stay on their own terms.
	 * @param plan the plan's name
	 * @return the limiter, always the same one for a limiter and a plan; a decision's
	 * {@link Decision#limit()} stays the name of the limit
	 * @throws IllegalArgumentException if no limit of this limiter has the plan; the
	 * message lists the plans there are
	 */
	RateLimiter withPlan(String plan);

}

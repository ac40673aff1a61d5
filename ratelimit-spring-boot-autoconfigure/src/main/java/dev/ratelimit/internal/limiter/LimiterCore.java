package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Decides calls under one limit, or under several in one step. Knows neither waiting nor
 * listeners: {@link WaitingLimiter} makes a limiter of it. A core that asks a store
 * elsewhere implements the asynchronous methods without holding a thread; others keep the
 * defaults, which answer at once. Must be safe for use by many threads.
 */
public interface LimiterCore {

	/**
	 * Spends if the permits are there.
	 * @param key the key of the call
	 * @param permits how many; 0 looks
	 * @param budget how long the call may wait; a refusal within it is not final and does
	 * not block the key
	 * @param now the time
	 * @return the decision
	 * @throws IllegalArgumentException if the permits are negative or beyond the quota
	 */
	LimitDecision attempt(String key, long permits, WaitBudget budget, long now);

	/**
	 * {@link #attempt} without holding a thread.
	 * @param key the key of the call
	 * @param permits how many; 0 looks
	 * @param budget how long the call may wait
	 * @param now the time
	 * @return completed with the decision
	 * @throws IllegalArgumentException if the permits are negative or beyond the quota
	 */
	default CompletionStage<LimitDecision> attemptAsync(String key, long permits, WaitBudget budget, long now) {
		return CompletableFuture.completedFuture(attempt(key, permits, budget, now));
	}

	/**
	 * Spends now or ahead of time, if no limit makes the call wait longer than it may.
	 * @param key the key of the call
	 * @param permits how many
	 * @param budget how long the call may wait
	 * @param now the time
	 * @return the reservation, to be kept or cancelled; null if this limiter has no queue
	 */
	@Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now);

	/**
	 * {@link #reserve} without holding a thread.
	 * @param key the key of the call
	 * @param permits how many
	 * @param budget how long the call may wait
	 * @param now the time
	 * @return completed with the reservation, or with null if this limiter has no queue
	 */
	default CompletionStage<@Nullable Reservation> reserveAsync(String key, long permits, WaitBudget budget, long now) {
		return CompletableFuture.completedFuture(reserve(key, permits, budget, now));
	}

	/**
	 * What a call for one permit would be answered. Spends nothing.
	 * @param key the key of the call
	 * @param now the time
	 * @return the decision
	 */
	LimitDecision peek(String key, long now);

	/**
	 * {@link #peek} without holding a thread.
	 * @param key the key of the call
	 * @param now the time
	 * @return completed with the decision
	 */
	default CompletionStage<LimitDecision> peekAsync(String key, long now) {
		return CompletableFuture.completedFuture(peek(key, now));
	}

	/**
	 * The least quota that the limits grant a key; of several, those that only observe do
	 * not count. Does not ask a store elsewhere.
	 * @param key the key
	 * @param now the time
	 * @return permits
	 */
	long quota(String key, long now);

	/**
	 * Makes a decision cost something else than it spent, once: gives back the rest, or
	 * spends more, be it there or not.
	 * @param key the key that was asked
	 * @param decision what it was answered; not refused
	 * @param permits what the call has cost, from 0
	 * @return false if it was settled or refunded before
	 * @throws IllegalArgumentException if the decision is of other limits
	 */
	boolean settle(String key, LimitDecision decision, long permits);

	/**
	 * {@link #settle} without holding a thread.
	 * @param key the key that was asked
	 * @param decision what it was answered; not refused
	 * @param permits what the call has cost, from 0
	 * @return completed with false if it was settled or refunded before, or could not be
	 * @throws IllegalArgumentException if the decision is of other limits
	 */
	default CompletionStage<Boolean> settleAsync(String key, LimitDecision decision, long permits) {
		return CompletableFuture.completedFuture(settle(key, decision, permits));
	}

	/**
	 * Gives back what a decision spent, once, and tells what the key has left then. A
	 * store elsewhere answers both in one trip.
	 * @param key the key that was asked
	 * @param decision what it was answered
	 * @param now the time
	 * @return as {@link #peek} answers
	 * @throws IllegalArgumentException if the decision is of other limits
	 */
	default LimitDecision giveBack(String key, LimitDecision decision, long now) {
		settle(key, decision, 0);
		return peek(key, now);
	}

	/**
	 * {@link #giveBack} without holding a thread.
	 * @param key the key that was asked
	 * @param decision what it was answered
	 * @param now the time
	 * @return completed with what {@link #peek} answers
	 * @throws IllegalArgumentException if the decision is of other limits
	 */
	default CompletionStage<LimitDecision> giveBackAsync(String key, LimitDecision decision, long now) {
		return CompletableFuture.completedFuture(giveBack(key, decision, now));
	}

	/**
	 * Whether others elsewhere spend and give back the same permits, without this limiter
	 * being told.
	 * @return false if all that concerns the permits comes by here
	 */
	default boolean isShared() {
		return false;
	}

	/**
	 * Forgets what a key has spent.
	 * @param key the key
	 * @return whether the store has done so; false where it did not answer
	 */
	boolean reset(String key);

	/**
	 * The terms of the limits.
	 * @return as in force now, in order
	 */
	List<LimitTerms> terms();

	/**
	 * Tells whether {@link #terms} may be others than before.
	 * @return another object after each change
	 */
	Object version();

	/**
	 * The same limits, keys and states on other terms.
	 * @param plan the plan; a limit that does not have it stays on its own terms
	 * @return what decides calls on the plan
	 */
	LimiterCore onPlan(String plan);

	/**
	 * Whether calls may name a plan that no limit has.
	 * @return true if such a plan is as good as none
	 */
	default boolean takesAnyPlan() {
		return false;
	}

}

package dev.ratelimit.internal.remote;

import java.util.List;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one limiter, as a store elsewhere counts them. Makes no trip itself, it
 * only says what to ask. Must be safe for use by many threads.
 */
public interface RemoteLimits {

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
	 * The limits, as configured for calls on the plan.
	 * @return in order, at least one
	 */
	List<Limit> limits();

	/**
	 * The same limits, keys and states on other terms.
	 * @param plan the plan
	 * @return what calls on the plan ask
	 */
	RemoteLimits onPlan(String plan);

	/**
	 * One key on the terms that are in force for it.
	 * @param key the key
	 * @param permits what is asked of it
	 * @return the key
	 * @throws IllegalArgumentException if the permits are negative or beyond the quota
	 */
	Key key(String key, long permits);

	/**
	 * The least quota of the limits that could refuse a key.
	 * @param key the key
	 * @return permits
	 */
	long quota(String key);

	/**
	 * One key. What it is asked is a trip.
	 */
	interface Key {

		/**
		 * The first limit, as in force for the key.
		 * @return the limit
		 */
		Limit limit();

		/**
		 * Whether the key may be blocked: then no permits are fetched ahead for it.
		 * @return true if the store has to be asked for each call
		 */
		boolean blocks();

		/**
		 * Spends, if the permits are there.
		 * @param permits how many, above zero
		 * @param budget how long the call may wait; a refusal within it does not block
		 * the key
		 * @return answers with the decision
		 */
		Trip<?, LimitDecision> spend(long permits, WaitBudget budget);

		/**
		 * Looks, for one permit.
		 * @return answers with the decision
		 */
		Trip<?, LimitDecision> look();

		/**
		 * Spends now or ahead of time.
		 * @param permits how many, above zero
		 * @param budget how long the call may wait
		 * @return answers with the turn; null if these limits have no queue
		 */
		@Nullable Trip<?, Turn> reserve(long permits, WaitBudget budget);

		/**
		 * Makes a call cost something else than it spent: gives back the rest, or spends
		 * more, be it there or not.
		 * @param parts per limit what was spent; null where that is to stay
		 * @param permits what the call has cost; 0 gives everything back
		 * @return answers with what is left; null if all stays as it is
		 */
		@Nullable Trip<?, LimitDecision> settle(List<@Nullable LimitDecision> parts, long permits);

		/**
		 * Gives back what was spent ahead of time, while no later call holds a slot.
		 * @param reserved what was spent
		 * @return answers with what is left
		 */
		Trip<?, LimitDecision> cancel(LimitDecision reserved);

		/**
		 * Forgets all that was spent.
		 * @return answers once it is forgotten
		 */
		Trip<?, ?> reset();

	}

	/**
	 * A decision that takes effect later.
	 *
	 * @param decision the decision; refused if the wait would be too long
	 * @param waitNanos how long until it takes effect
	 */
	record Turn(LimitDecision decision, long waitNanos) {

	}

}

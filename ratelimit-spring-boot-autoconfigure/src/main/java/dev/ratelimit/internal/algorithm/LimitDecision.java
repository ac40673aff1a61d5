package dev.ratelimit.internal.algorithm;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;

/**
 * Decision of a limiter, with more for stores and headers than users see. Immutable,
 * except that it can be settled once; safe for use by many threads.
 */
public final class LimitDecision extends ComputedDecision {

	private static final AtomicIntegerFieldUpdater<LimitDecision> SETTLED = AtomicIntegerFieldUpdater
		.newUpdater(LimitDecision.class, "settled");

	private volatile int settled;

	LimitDecision(Verdict verdict, boolean degraded, boolean spent, long asked, Reckoning reckoning, long word,
			long side, long now) {
		super(verdict, degraded, spent, asked, reckoning, word, side, now);
	}

	/**
	 * A call that was let through.
	 * @param policy the limit in force for the key
	 * @param permits what the call spent
	 * @param remaining what is left
	 * @param resetAfterNanos until nothing spent counts any more
	 * @param charged what the store needs to find the charge again, should it be refunded
	 * @return the decision
	 */
	public static LimitDecision allowed(Limit policy, long permits, long remaining, long resetAfterNanos,
			long charged) {
		Known known = new Known(policy, remaining, 0, resetAfterNanos, charged);
		return of(true, permits > 0, permits, known, 0, 0, 0);
	}

	/**
	 * A call that was refused or, if only observed, would have been.
	 * @param policy the limit in force for the key
	 * @param remaining what is left
	 * @param retryAfterNanos until this same call would be admitted
	 * @param resetAfterNanos until nothing spent counts any more
	 * @return the decision
	 */
	public static LimitDecision refused(Limit policy, long remaining, long retryAfterNanos, long resetAfterNanos) {
		return of(false, false, 0, new Known(policy, remaining, retryAfterNanos, resetAfterNanos, 0), 0, 0, 0);
	}

	/**
	 * A call that was refused or, if only observed, would have been, because its key is
	 * blocked.
	 * @param policy the limit in force for the key
	 * @param retryAfterNanos until this same call would be admitted
	 * @param resetAfterNanos until nothing spent counts any more
	 * @param before whether the key was blocked before this call
	 * @return the decision
	 */
	public static LimitDecision blocked(Limit policy, long retryAfterNanos, long resetAfterNanos, boolean before) {
		Known known = new Known(policy, 0, retryAfterNanos, resetAfterNanos, 0);
		return of(false, false, 0, new Blocked(known, 0, before), 0, 0, 0);
	}

	/**
	 * Makes one limit's decision, of which most is computed when asked for.
	 * @param granted whether the permits were, or would be, there
	 * @param spent whether they were spent
	 * @param asked the cost
	 * @param reckoning computes the rest
	 * @param word the state to compute it from, after the charge if there was one
	 * @param side more of it
	 * @param now the time of the answer
	 * @return the decision
	 */
	public static LimitDecision of(boolean granted, boolean spent, long asked, Reckoning reckoning, long word,
			long side, long now) {
		return new LimitDecision(Verdict.of(reckoning, granted), false, spent, asked, reckoning, word, side, now);
	}

	/**
	 * Combines several limits' decisions: the longest refusal decides, else the least
	 * left.
	 * @param parts the limits' own answers, in order; at least one
	 * @return the decision, the only part itself if there is one
	 */
	public static LimitDecision combined(List<LimitDecision> parts) {
		return (parts.size() == 1) ? parts.get(0) : Combination.of(parts);
	}

	/**
	 * Combines several limits' states in the same way; the limits' own answers are worked
	 * out when they are asked for. Either all are charged, or one refuses and none is.
	 * @param charged whether all are charged
	 * @param asked the cost
	 * @param reckonings work out the rest, in order; not to be changed any more
	 * @param words the states to work it out from, two for each; not to be changed any
	 * more
	 * @param now the time of the answer
	 * @return the decision
	 */
	public static LimitDecision combined(boolean charged, long asked, Reckoning[] reckonings, long[] words, long now) {
		Combination combination = new Combination(charged, asked, reckonings, words, now);
		return new LimitDecision(charged ? Verdict.ALLOWED : Verdict.REFUSED, false, charged, asked, combination, 0, 0,
				now);
	}

	/**
	 * A decision as a limiter made it.
	 * @param decision what a user hands back
	 * @return the same decision
	 * @throws IllegalArgumentException if no limiter made it
	 */
	public static LimitDecision of(Decision decision) {
		if (decision instanceof LimitDecision own) {
			return own;
		}
		throw new IllegalArgumentException(
				"Invalid decision (%s): must be one that a limiter has returned".formatted(decision));
	}

	/**
	 * The answer to a call that asks for more than can ever be granted.
	 * @param permits how many it asks for
	 * @return this state, with each part whose quota is smaller refused until nothing
	 * counts any more
	 */
	public LimitDecision beyond(long permits) {
		if (this.reckoning instanceof Combination combination) {
			return combination.map((part) -> part.beyond(permits));
		}
		if (permits <= quota()) {
			return this;
		}
		LimitDecision refused = blocked() ? blocked(policy(), resetAfterNanos(), resetAfterNanos(), true)
				: refused(policy(), remaining(), resetAfterNanos(), resetAfterNanos());
		refused = refused.within(windowNanos());
		return this.degraded ? refused.asDegraded() : refused;
	}

	/**
	 * This answer of one limit where its key is blocked.
	 * @param block the block, which lasts
	 * @param now the time of the answer
	 * @return a refusal that spends nothing
	 */
	public LimitDecision under(Block block, long now) {
		return new LimitDecision(Verdict.of(this.reckoning, false), this.degraded, false, this.asked,
				block.reckoning(this.reckoning, now, true), this.word, this.side, this.now);
	}

	/**
	 * This decision, made by {@link #allowed} or {@link #refused}, in a window.
	 * @param windowNanos the length of the window, above zero
	 * @return a copy
	 */
	public LimitDecision within(long windowNanos) {
		return new LimitDecision(this.verdict, this.degraded, this.spent, this.asked,
				this.reckoning.within(windowNanos), this.word, this.side, this.now);
	}

	/**
	 * This decision as one of a fallback's.
	 * @return a copy that is {@link #degraded()}, its parts too
	 */
	public LimitDecision asDegraded() {
		if (this.reckoning instanceof Combination combination) {
			return combination.map(LimitDecision::asDegraded);
		}
		return new LimitDecision(this.verdict, true, this.spent, this.asked, this.reckoning, this.word, this.side,
				this.now);
	}

	@Override
	public List<Decision> parts() {
		return List.copyOf(all());
	}

	/**
	 * {@link #parts()}, as limiters make them.
	 * @return one per limit, in order, unmodifiable
	 */
	public List<LimitDecision> all() {
		return (this.reckoning instanceof Combination combination) ? combination.parts() : List.of(this);
	}

	/**
	 * Counts the limits that decided.
	 * @return the size of {@link #parts()}
	 */
	public int size() {
		return (this.reckoning instanceof Combination combination) ? combination.size() : 1;
	}

	/**
	 * The answer of one limit.
	 * @param index its position, below {@link #size()}
	 * @return the part; this decision itself if one limit decided
	 */
	public LimitDecision part(int index) {
		return (this.reckoning instanceof Combination combination) ? combination.parts().get(index) : this;
	}

	/**
	 * Claims the one refund or settling of this decision of a limit.
	 * @return whether the limit has admitted the call and none was claimed before
	 */
	public boolean claimSettling() {
		return this.verdict == Verdict.ALLOWED && SETTLED.compareAndSet(this, 0, 1);
	}

}

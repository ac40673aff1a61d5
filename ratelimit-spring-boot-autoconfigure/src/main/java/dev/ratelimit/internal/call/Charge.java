package dev.ratelimit.internal.call;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

/**
 * What one check decided about one call. Given back at most once.
 */
public final class Charge {

	final Check check;

	private final StoreLimiter limiter;

	final @Nullable CallRoot root;

	final @Nullable Charge previous;

	private final String key;

	private final LimitDecision decision;

	/** Once it is given back; the decision itself where only permits in flight were. */
	private volatile @Nullable LimitDecision left;

	Charge(Check check, StoreLimiter limiter, @Nullable CallRoot root, String key, LimitDecision decision,
			@Nullable Charge previous) {
		this.check = check;
		this.limiter = limiter;
		this.root = root;
		this.key = key;
		this.decision = decision;
		this.previous = previous;
	}

	/**
	 * What decided it.
	 * @return the check
	 */
	public Check check() {
		return this.check;
	}

	/**
	 * What was decided.
	 * @return the decision, made when the call was charged
	 */
	public LimitDecision decision() {
		return this.decision;
	}

	/**
	 * Whose permits were asked for.
	 * @return the key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * What the key had left when this was given back.
	 * @return a decision that spends nothing
	 * @throws IllegalStateException if this has not been given back because the call was
	 * refused
	 */
	public LimitDecision left() {
		LimitDecision left = this.left;
		if (left == null) {
			throw new IllegalStateException("not given back: " + this.decision);
		}
		return left;
	}

	boolean spent() {
		return this.decision.permits() > 0;
	}

	/** Whether the call holds a permit, as it does until it is over. */
	boolean holds() {
		return this.check.holds() && spent() && this.left == null;
	}

	/** The call is over. */
	void release() {
		if (holds()) {
			this.left = this.decision;
			this.limiter.release(this.key, this.decision);
		}
	}

	/** Gives it back, and takes note of what is left: one question to the store. */
	void giveBack() {
		this.left = this.limiter.giveBack(this.key, this.decision);
	}

	/** {@link #giveBack} without holding a thread. */
	CompletableFuture<Void> giveBackAsync() {
		return this.limiter.giveBackAsync(this.key, this.decision)
			.thenAccept((left) -> this.left = left)
			.toCompletableFuture();
	}

	/**
	 * Whether an expression asks for the outcome; a call that spent nothing may be
	 * settled.
	 */
	boolean awaitsOutcome() {
		return (this.check.refundWhen() != null && spent()) || (this.check.settle() != null && this.decision.allowed());
	}

	/** Gives it back or settles it, as the outcome says. */
	void end(@Nullable CallRoot outcome, Map<String, ?> variables) {
		settle(cost(outcome, variables));
	}

	/** {@link #end} without holding a thread. */
	CompletableFuture<?> endAsync(@Nullable CallRoot outcome, Map<String, ?> variables) {
		return settleAsync(cost(outcome, variables));
	}

	/** Settles it if it has cost more. */
	void leave(@Nullable CallRoot outcome, Map<String, ?> variables) {
		settle(costOfLeaving(outcome, variables));
	}

	/** {@link #leave} without holding a thread. */
	CompletableFuture<?> leaveAsync(@Nullable CallRoot outcome, Map<String, ?> variables) {
		return settleAsync(costOfLeaving(outcome, variables));
	}

	private long cost(@Nullable CallRoot outcome, Map<String, ?> variables) {
		return this.check.refunds(outcome, variables) ? 0 : this.check.settled(outcome, variables);
	}

	private long costOfLeaving(@Nullable CallRoot outcome, Map<String, ?> variables) {
		long cost = this.check.settled(outcome, variables);
		return (cost > this.decision.permits()) ? cost : CallExpression.UNSETTLED;
	}

	private void settle(long cost) {
		if (cost != CallExpression.UNSETTLED) {
			this.limiter.settle(this.key, this.decision, cost);
		}
	}

	private CompletableFuture<?> settleAsync(long cost) {
		return (cost == CallExpression.UNSETTLED) ? CompletableFuture.completedFuture(null)
				: this.limiter.settleAsync(this.key, this.decision, cost).toCompletableFuture();
	}

}

package dev.ratelimit.internal.call;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * What one check decided about one call. Given back at most once.
 */
public final class Charge {

	final Check check;

	final @Nullable CallRoot root;

	final @Nullable Charge previous;

	private final String key;

	private final LimitDecision decision;

	Charge(Check check, @Nullable CallRoot root, String key, LimitDecision decision, @Nullable Charge previous) {
		this.check = check;
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
	 * What the key is left with.
	 * @return a decision that spends nothing, made now
	 */
	public LimitDecision left() {
		return this.check.limiter().peek(this.key);
	}

	boolean spent() {
		return this.decision.permits() > 0;
	}

	void refund() {
		this.check.limiter().refund(this.key, this.decision);
	}

}

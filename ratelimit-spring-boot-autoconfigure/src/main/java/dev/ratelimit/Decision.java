package dev.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * The answer to one call. Immutable, save that it can be refunded once; thread-safe.
 */
public final class Decision {

	private static final AtomicIntegerFieldUpdater<Decision> REFUNDED = AtomicIntegerFieldUpdater
		.newUpdater(Decision.class, "refunded");

	private final Limit policy;

	private final Verdict verdict;

	private final boolean degraded;

	private final boolean spent;

	private final long asked;

	private final Reckoning reckoning;

	private final long word;

	private final long side;

	private final long now;

	private final @Nullable List<Decision> parts;

	private volatile int refunded;

	Decision(Limit policy, Verdict verdict, boolean degraded, boolean spent, long asked, Reckoning reckoning, long word,
			long side, long now, @Nullable List<Decision> parts) {
		this.policy = policy;
		this.verdict = verdict;
		this.degraded = degraded;
		this.spent = spent;
		this.asked = asked;
		this.reckoning = reckoning;
		this.word = word;
		this.side = side;
		this.now = now;
		this.parts = parts;
	}

	/**
	 * A call that was let through. For stores.
	 * @param policy the limit in force for the key
	 * @param permits what the call spent
	 * @param remaining what is left
	 * @param resetAfterNanos until nothing spent counts any more
	 * @param charged what the store needs to find the charge again, should it be refunded
	 * @return the decision
	 */
	public static Decision allowed(Limit policy, long permits, long remaining, long resetAfterNanos, long charged) {
		return of(policy, true, permits > 0, permits, new Known(remaining, 0, resetAfterNanos, charged), 0, 0, 0);
	}

	/**
	 * A call that was refused or, if only observed, would have been. For stores.
	 * @param policy the limit in force for the key
	 * @param remaining what is left
	 * @param retryAfterNanos until this same call would be admitted
	 * @param resetAfterNanos until nothing spent counts any more
	 * @return the decision
	 */
	public static Decision refused(Limit policy, long remaining, long retryAfterNanos, long resetAfterNanos) {
		return of(policy, false, false, 0, new Known(remaining, retryAfterNanos, resetAfterNanos, 0), 0, 0, 0);
	}

	/**
	 * One limit's answer, of which most is worked out when asked for. For stores.
	 * @param policy the limit in force for the key
	 * @param granted whether the permits were, or would be, there
	 * @param spent whether they were spent
	 * @param asked the cost
	 * @param reckoning works out the rest
	 * @param word the state to work it out from, after the charge if there was one
	 * @param side more of it
	 * @param now the time of the answer
	 * @return the decision
	 */
	public static Decision of(Limit policy, boolean granted, boolean spent, long asked, Reckoning reckoning, long word,
			long side, long now) {
		return new Decision(policy, Verdict.of(policy, granted), false, spent, asked, reckoning, word, side, now, null);
	}

	/**
	 * Of several limits' answers the longest refusal, else the least left. For stores.
	 * @param parts the limits' own answers, in order; at least one
	 * @return the decision, the only part itself if there is one
	 */
	public static Decision combined(List<Decision> parts) {
		return (parts.size() == 1) ? parts.get(0) : Combination.of(parts);
	}

	/**
	 * This decision as one of a fallback's. For stores.
	 * @return a copy that is {@link #degraded()}, its parts too
	 */
	public Decision asDegraded() {
		List<Decision> copies = (this.parts != null) ? this.parts.stream().map(Decision::asDegraded).toList() : null;
		return new Decision(this.policy, this.verdict, true, this.spent, this.asked, this.reckoning, this.word,
				this.side, this.now, copies);
	}

	/**
	 * Whether the call may go ahead.
	 * @return true also if it was over a limit that only observes
	 */
	public boolean allowed() {
		return this.verdict != Verdict.REFUSED;
	}

	/**
	 * The limit that decided.
	 * @return its name
	 */
	public String limit() {
		return this.policy.name();
	}

	/**
	 * The limit that decided, as in force for the key.
	 * @return the limit
	 */
	public Limit policy() {
		return this.policy;
	}

	/**
	 * {@link Limit#quota() The quota} of the limit that decided.
	 * @return permits
	 */
	public long quota() {
		return this.policy.quota();
	}

	/**
	 * What this call spent.
	 * @return permits; 0 if nothing
	 */
	public long permits() {
		return this.spent ? this.asked : 0;
	}

	/**
	 * What is left now.
	 * @return permits, never negative; of a leaky bucket 0 or 1
	 */
	public long remaining() {
		return this.reckoning.remainingAt(this.word, this.side, this.now);
	}

	/**
	 * How long until this same call would be admitted if nobody else asked.
	 * @return zero when allowed, unless {@link #observed()}
	 */
	public Duration retryAfter() {
		return Duration.ofNanos(retryAfterNanos());
	}

	/**
	 * How long until nothing spent counts any more.
	 * @return zero if nothing counts now
	 */
	public Duration resetAfter() {
		return Duration.ofNanos(resetAfterNanos());
	}

	/**
	 * Whether the call was let through only because a limit observes.
	 * @return true if it would have been refused
	 */
	public boolean observed() {
		return this.verdict == Verdict.OBSERVED;
	}

	/**
	 * Whether the fallback decided because the store was down.
	 * @return true if so
	 */
	public boolean degraded() {
		return this.degraded;
	}

	/**
	 * The answers of the single limits.
	 * @return one per limit, in order; this decision itself if there is one limit
	 */
	public List<Decision> parts() {
		return (this.parts != null) ? this.parts : List.of(this);
	}

	/**
	 * Whether one limit decided, so that there is no list of parts to make.
	 * @return true if {@link #parts()} is this decision itself
	 */
	public boolean single() {
		return this.parts == null;
	}

	/**
	 * {@link #retryAfter()}, for stores.
	 * @return nanoseconds
	 */
	public long retryAfterNanos() {
		return (this.verdict != Verdict.ALLOWED)
				? this.reckoning.retryAfterAt(this.word, this.side, this.now, this.asked) : 0;
	}

	/**
	 * {@link #resetAfter()}, for stores.
	 * @return nanoseconds
	 */
	public long resetAfterNanos() {
		return this.reckoning.resetAfterAt(this.word, this.side, this.now);
	}

	/**
	 * What the store needs to find this charge again. For stores.
	 * @return as given to {@link #allowed}; 0 if nothing was spent
	 */
	public long charged() {
		return this.spent ? this.reckoning.chargedAt(this.word, this.side, this.now) : 0;
	}

	/**
	 * Claims the one refund of this decision. For stores.
	 * @return whether something was spent and no refund was claimed before
	 */
	public boolean claimRefund() {
		return permits() > 0 && REFUNDED.compareAndSet(this, 0, 1);
	}

	@Override
	public String toString() {
		return "%s by %s (spent %d, remaining %d of %d, retry after %s, reset after %s%s)".formatted(this.verdict,
				limit(), permits(), remaining(), quota(), retryAfter(), resetAfter(),
				this.degraded ? ", degraded" : "");
	}

}

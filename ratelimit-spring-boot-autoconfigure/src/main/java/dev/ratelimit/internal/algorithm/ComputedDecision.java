package dev.ratelimit.internal.algorithm;

import java.time.Duration;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;

/**
 * Figures of a decision, computed when they are asked for from the state that it was made
 * on. Immutable.
 */
public abstract sealed class ComputedDecision implements Decision permits LimitDecision {

	final Verdict verdict;

	final boolean degraded;

	final boolean spent;

	final long asked;

	final Reckoning reckoning;

	final long word;

	final long side;

	final long now;

	ComputedDecision(Verdict verdict, boolean degraded, boolean spent, long asked, Reckoning reckoning, long word,
			long side, long now) {
		this.verdict = verdict;
		this.degraded = degraded;
		this.spent = spent;
		this.asked = asked;
		this.reckoning = reckoning;
		this.word = word;
		this.side = side;
		this.now = now;
	}

	@Override
	public boolean allowed() {
		return this.verdict != Verdict.REFUSED;
	}

	@Override
	public String limit() {
		return policy().name();
	}

	/**
	 * The limit that decided, as in force for the key.
	 * @return the limit
	 */
	public Limit policy() {
		return this.reckoning.limit();
	}

	@Override
	public long quota() {
		return policy().quota();
	}

	@Override
	public long permits() {
		return this.spent ? this.asked : 0;
	}

	@Override
	public long remaining() {
		return this.reckoning.remaining(this.word, this.side, this.now);
	}

	@Override
	public Duration retryAfter() {
		return Duration.ofNanos(retryAfterNanos());
	}

	@Override
	public Duration resetAfter() {
		return Duration.ofNanos(resetAfterNanos());
	}

	@Override
	public boolean observed() {
		return this.verdict == Verdict.OBSERVED;
	}

	@Override
	public boolean degraded() {
		return this.degraded;
	}

	/**
	 * Whether the key is blocked, also by this call's own refusal.
	 * @return true if so; of several limits, if it is blocked under one with the same
	 * verdict as all together
	 */
	public boolean blocked() {
		if (this.reckoning instanceof Combination combination) {
			return combination.anyDecisive(allowed(), LimitDecision::blocked);
		}
		return this.reckoning instanceof Blocked;
	}

	/**
	 * Whether the key was blocked before the call.
	 * @return true if so; of several limits, if it was blocked under one with the same
	 * verdict as all together
	 */
	public boolean blockedBefore() {
		if (this.reckoning instanceof Combination combination) {
			return combination.anyDecisive(allowed(), LimitDecision::blockedBefore);
		}
		return this.reckoning instanceof Blocked blocked && blocked.before();
	}

	/**
	 * {@link #retryAfter()} in nanoseconds.
	 * @return nanoseconds
	 */
	public long retryAfterNanos() {
		return (this.verdict != Verdict.ALLOWED) ? this.reckoning.retryAfter(this.word, this.side, this.now, this.asked)
				: 0;
	}

	/**
	 * {@link #resetAfter()} in nanoseconds.
	 * @return nanoseconds
	 */
	public long resetAfterNanos() {
		return this.reckoning.resetAfter(this.word, this.side, this.now);
	}

	/**
	 * Returns the time that {@link #quota()} is for.
	 * @return nanoseconds; of a rate by the calendar the length of the present window
	 */
	public long windowNanos() {
		return this.reckoning.windowNanos(this.word, this.side, this.now);
	}

	/**
	 * Returns the mark by which the store finds this charge again.
	 * @return as given to {@link LimitDecision#allowed}; 0 if nothing was spent
	 */
	public long charged() {
		return this.spent ? this.reckoning.charged(this.word, this.side, this.now) : 0;
	}

	/**
	 * When the decision takes effect.
	 * @return nanoseconds since the epoch; 0 if all was known beforehand
	 */
	public long nanos() {
		return this.now;
	}

	@Override
	public String toString() {
		return "%s by %s (spent %d, remaining %d of %d, retry after %s, reset after %s%s%s)".formatted(this.verdict,
				limit(), permits(), remaining(), quota(), retryAfter(), resetAfter(), blocked() ? ", blocked" : "",
				this.degraded ? ", degraded" : "");
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A formula whose state is a word that one compare-and-set can move and, for a
 * {@link WindowFormula}, a second word that changes only between windows. Words are not
 * negative and below 2^63 - 1; all times are nanoseconds since the epoch, all costs from
 * 1 to the quota. Where there is no second word, 0 stands for it.
 */
public abstract sealed class WordFormula extends Formula implements Reckoning permits Gcra, WindowFormula, FixedWindow {

	/** In place of a next word: the call is refused. */
	public static final long REFUSED = -1;

	WordFormula(Limit limit) {
		super(limit);
	}

	/**
	 * The word of a key that was never seen.
	 * @param now the time
	 * @return the word
	 */
	public abstract long fresh(long now);

	/**
	 * Spends permits from the word.
	 * @param word the word before
	 * @param side the second word
	 * @param now the time
	 * @param permits the cost
	 * @return the word after, or {@link #REFUSED}, which it is exactly if
	 * {@link #retryAfter} is above 0
	 */
	public abstract long spend(long word, long side, long now, long permits);

	/**
	 * Spends permits whether or not they are there, as far as no more than {@link #most}
	 * count then.
	 * @param word the word before
	 * @param side the second word
	 * @param now the time
	 * @param permits the cost, above zero, perhaps beyond the quota
	 * @return the word after
	 */
	public abstract long debit(long word, long side, long now, long permits);

	/**
	 * The most permits that count at once: the quota, and debt of one quota more.
	 * @return permits; less where words have no room for that
	 */
	public long most() {
		return 2 * limit().quota();
	}

	/**
	 * Gives back to the word.
	 * @param word the word before
	 * @param side the second word
	 * @param now the time
	 * @param permits what was spent
	 * @param charged what was charged, as the decision remembers it
	 * @return the word after, the same if the charge no longer counts there
	 */
	public abstract long refund(long word, long side, long now, long permits, long charged);

	/**
	 * Tells whether the state equals that of a key never seen, now and from now on.
	 * @param word the word
	 * @param side the second word
	 * @param now the time
	 * @return true if nothing is lost by forgetting it
	 */
	public abstract boolean idle(long word, long side, long now);

	/**
	 * Carries a state over from another formula of the same algorithm.
	 * @param from the other formula
	 * @param word its word
	 * @param side its second word
	 * @param now the time
	 * @return this formula's word: a bucket's time until full, a window's counts
	 */
	public abstract long carry(WordFormula from, long word, long side, long now);

	/**
	 * Counts the permits of a window, of which there may be more than a smaller limit
	 * ever grants.
	 * @param word the word
	 * @param side the second word
	 * @param now the time
	 * @return permits, of the fuller window if two count; 0 if they count no more, or
	 * always for a bucket, which is carried by its time until full
	 */
	public long counted(long word, long side, long now) {
		return 0;
	}

	/**
	 * The arithmetic of the same limit in words that hold a count of a larger one.
	 * @param permits the count
	 * @return this formula if its own words hold it, or if it counts time
	 */
	public WordFormula holding(long permits) {
		return this;
	}

	/**
	 * The answer to a call that has not spent.
	 * @param word the word
	 * @param side the second word
	 * @param now the time
	 * @param permits the cost
	 * @return the decision
	 */
	public final LimitDecision answer(long word, long side, long now, long permits) {
		boolean granted = retryAfter(word, side, now, permits) == 0;
		return LimitDecision.of(granted, false, permits, this, word, side, now);
	}

	/**
	 * The decision of a call that was to spend.
	 * @param spent whether it has spent, which it has unless it is refused
	 * @param word the word, after the charge if there was one
	 * @param side the second word
	 * @param now the time
	 * @param permits the cost
	 * @return the decision
	 */
	public final LimitDecision decision(boolean spent, long word, long side, long now, long permits) {
		return LimitDecision.of(spent, spent, permits, this, word, side, now);
	}

}

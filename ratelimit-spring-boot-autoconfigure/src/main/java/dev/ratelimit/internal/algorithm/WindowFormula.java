package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A formula of two words. Within a window only the first changes; when the window has
 * ended, the store moves {@link #closing} into the second and opens the next window in
 * the first. Words are below 2^62, and never less than those of earlier windows.
 */
public abstract sealed class WindowFormula extends WordFormula permits SlidingWindowCounter, PacedWindow {

	/**
	 * Words stay below it; a clock that has passed it stands still for these algorithms.
	 */
	static final long MAX_WORD = 1L << 62;

	private final long most;

	private final long room;

	WindowFormula(Limit limit, long count) {
		super(limit);
		long half = limit.rate().periodNanos() / 2;
		this.most = Math.min(super.most(), Math.max(limit.quota(), half));
		this.room = Math.max(this.most, Math.min(count, half));
	}

	/**
	 * At more than a permit in four nanoseconds there is not room for all debt: counts of
	 * one window would reach into the words of the next.
	 */
	@Override
	public final long most() {
		return this.most;
	}

	/**
	 * The most permits that words hold: debt, or what a larger limit has counted, up to
	 * one permit in two nanoseconds.
	 */
	final long room() {
		return this.room;
	}

	@Override
	public abstract WindowFormula holding(long permits);

	/**
	 * The second word of a key that was never seen.
	 * @param now the time
	 * @return the word
	 */
	public abstract long freshSide(long now);

	/**
	 * Whether the window has ended.
	 * @param word the first word
	 * @param side the second word
	 * @param now the time
	 * @return true if a call at this time belongs to another window
	 */
	public abstract boolean ended(long word, long side, long now);

	/**
	 * What the second word becomes when the window has ended.
	 * @param word the first word
	 * @param now the time
	 * @return the second word of the window after
	 */
	public abstract long closing(long word, long now);

	/**
	 * What the first word becomes then.
	 * @param closing the second word
	 * @param now the time
	 * @return the first word with nothing spent
	 */
	public abstract long opened(long closing, long now);

	/**
	 * Whether a second word is of a later window than another.
	 * @param closing the one
	 * @param side the other
	 * @return true if it must replace the other
	 */
	public abstract boolean supersedes(long closing, long side);

	/**
	 * Whether two words, read one after the other, belong to the same window.
	 * @param word the first word
	 * @param side the second word
	 * @return false if the window was closed in between
	 */
	public abstract boolean matches(long word, long side);

	/**
	 * Gives back to the second word.
	 * @param word the first word
	 * @param side the second word before
	 * @param permits what was spent
	 * @param charged what was charged, as the decision remembers it
	 * @return the second word after, the same if the charge does not count there
	 */
	public abstract long refundSide(long word, long side, long permits, long charged);

	/**
	 * Carries the second word over from another formula of the same algorithm.
	 * @param from the other formula
	 * @param word its first word
	 * @param side its second word
	 * @param now the time
	 * @return this formula's second word
	 */
	public abstract long carrySide(WordFormula from, long word, long side, long now);

}

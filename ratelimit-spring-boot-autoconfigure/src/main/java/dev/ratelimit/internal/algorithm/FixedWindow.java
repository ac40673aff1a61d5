package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A count per window. The word is the window's number and its count; a word of an earlier
 * window counts nothing, and one of a later window than the clock's holds the clock
 * still. A count has room for twice the permits, or for what a larger limit has counted.
 */
abstract sealed class FixedWindow extends WordFormula permits EpochWindow, CalendarWindow {

	private final long permits;

	/** Words a window has: one per count. */
	private final long radix;

	/** A clock that has passed it stands still; reached after the year 2067. */
	private final long lastWindow;

	FixedWindow(Limit limit, long count) {
		super(limit);
		this.permits = limit.rate().permits();
		this.radix = Math.max(most(), Math.min(count, 2 * limit.rate().periodNanos())) + 1;
		this.lastWindow = Long.MAX_VALUE / this.radix - 2;
	}

	/** Whether its words hold a count. */
	final boolean holds(long permits) {
		return permits < this.radix;
	}

	/** The number of the window that a time, not below 0, is in; not below 0. */
	abstract long windowAt(long now);

	/** When a window ends that a clock is in or that follows it. */
	abstract long endOf(long window);

	/** The word of the clock's window with nothing spent. */
	private long empty(long now) {
		return Math.min(windowAt(Math.max(now, 0)), this.lastWindow) * this.radix;
	}

	/** The same, held still where the word shows that a later window was seen. */
	private long empty(long now, long word) {
		long empty = empty(now);
		return (word - empty < this.radix) ? empty : word - word % this.radix;
	}

	/** Time left in the window; some, too, where the clock stands still. */
	private long left(long empty, long now) {
		return Math.max(endOf(empty / this.radix) - now, 1);
	}

	@Override
	public long fresh(long now) {
		return 0;
	}

	@Override
	public long spend(long word, long side, long now, long permits) {
		long empty = empty(now, word);
		long from = Math.max(word, empty);
		return (from - empty <= this.permits - permits) ? from + permits : REFUSED;
	}

	@Override
	public long retryAfter(long word, long side, long now, long permits) {
		long empty = empty(now, word);
		return (word - empty <= this.permits - permits) ? 0 : left(empty, now);
	}

	@Override
	public long remaining(long word, long side, long now) {
		return Math.max(this.permits - counted(word, side, now), 0);
	}

	@Override
	public long resetAfter(long word, long side, long now) {
		long empty = empty(now, word);
		return (word > empty) ? left(empty, now) : 0;
	}

	@Override
	public long debit(long word, long side, long now, long permits) {
		long empty = empty(now, word);
		long from = Math.max(word, empty);
		return from + Math.max(Math.min(permits, most() - (from - empty)), 0);
	}

	/** The window's end, which no other window shares, even if the period was changed. */
	@Override
	public long charged(long word, long side, long now) {
		return endOf(empty(now, word) / this.radix);
	}

	@Override
	public long refund(long word, long side, long now, long permits, long charged) {
		long empty = empty(now, word);
		return (word - empty >= permits && charged == endOf(empty / this.radix)) ? word - permits : word;
	}

	@Override
	public boolean idle(long word, long side, long now) {
		return word <= empty(now);
	}

	@Override
	public long counted(long word, long side, long now) {
		return Math.max(word - empty(now, word), 0);
	}

	@Override
	public long carry(WordFormula from, long word, long side, long now) {
		return empty(now) + Math.min(from.counted(word, side, now), this.radix - 1);
	}

}

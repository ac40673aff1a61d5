package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * The sliding window estimated from two counters: each word is a window's number and its
 * count; the second is of an earlier window. The previous count weighs as much as its
 * share of the sliding window, compared exactly.
 */
final class SlidingWindowCounter extends WindowFormula {

	/** Earlier than any window that a clock can be in. */
	private static final long BEFORE_ALL = -1;

	private final long permits;

	private final long periodNanos;

	private final int countBits;

	/** The last that a word can number: later calls are counted in it, too. */
	private final long lastWindow;

	SlidingWindowCounter(Limit limit) {
		this(limit, 0);
	}

	private SlidingWindowCounter(Limit limit, long count) {
		super(limit, count);
		this.permits = limit.rate().permits();
		this.periodNanos = limit.rate().periodNanos();
		this.countBits = Long.SIZE - Long.numberOfLeadingZeros(room());
		this.lastWindow = (MAX_WORD >> this.countBits) - 1;
	}

	@Override
	public WindowFormula holding(long permits) {
		return (permits <= room()) ? this : new SlidingWindowCounter(limit(), permits);
	}

	private long window(long word) {
		return word >> this.countBits;
	}

	private long count(long word) {
		return word & ((1L << this.countBits) - 1);
	}

	private long empty(long window) {
		return window << this.countBits;
	}

	private long windowAt(long now) {
		return Math.min(Math.max(now, 0) / this.periodNanos, this.lastWindow);
	}

	private long previous(long word, long side) {
		return (window(side) == window(word) - 1) ? count(side) : 0;
	}

	/** Time left in the word's window; a whole one if the clock is behind it. */
	private long left(long word, long now) {
		return Math.min((window(word) + 1) * this.periodNanos - now, this.periodNanos);
	}

	@Override
	public long fresh(long now) {
		return empty(windowAt(now));
	}

	@Override
	public long freshSide(long now) {
		return empty(BEFORE_ALL);
	}

	@Override
	public boolean ended(long word, long side, long now) {
		long window = window(word);
		// Each call asks: windowAt(now) > window would divide
		return window < this.lastWindow && Math.max(now, 0) - window * this.periodNanos >= this.periodNanos;
	}

	@Override
	public long closing(long word, long now) {
		return word;
	}

	@Override
	public long opened(long closing, long now) {
		// A helper's clock reading may be older than that of the caller who closed the
		// window
		return empty(Math.max(windowAt(now), window(closing) + 1));
	}

	@Override
	public boolean supersedes(long closing, long side) {
		return window(closing) > window(side);
	}

	@Override
	public boolean matches(long word, long side) {
		return window(side) < window(word);
	}

	@Override
	public long spend(long word, long side, long now, long permits) {
		long room = this.permits - count(word) - permits;
		return (room >= 0 && weighsAtMost(room, word, side, now)) ? word + permits : REFUSED;
	}

	private boolean weighsAtMost(long room, long word, long side, long now) {
		long previous = previous(word, side);
		return previous == 0 || Exact.atMost(previous, left(word, now), room, this.periodNanos);
	}

	@Override
	public long debit(long word, long side, long now, long permits) {
		long room = most() - count(word) - weighted(word, side, now);
		return word + Math.max(Math.min(permits, room), 0);
	}

	private long weighted(long word, long side, long now) {
		long previous = previous(word, side);
		return (previous == 0) ? 0 : Exact.ceil(previous, left(word, now), this.periodNanos);
	}

	@Override
	public long retryAfter(long word, long side, long now, long permits) {
		long room = this.permits - count(word) - permits;
		long end = (window(word) + 1) * this.periodNanos;
		if (room >= 0) {
			long previous = previous(word, side);
			// The earliest moment at which what is left of the previous window fits the
			// room
			return (previous <= room) ? 0 : Math.max(end - Exact.floor(room, this.periodNanos, previous) - now, 0);
		}
		// This window's count, in its turn the previous one, must fade
		long fade = this.periodNanos - Exact.floor(this.permits - permits, this.periodNanos, count(word));
		return end - now + Math.max(fade, 0);
	}

	@Override
	public long remaining(long word, long side, long now) {
		return Math.max(this.permits - count(word) - weighted(word, side, now), 0);
	}

	@Override
	public long resetAfter(long word, long side, long now) {
		long left = (window(word) + 1) * this.periodNanos - now;
		if (count(word) > 0) {
			return left + this.periodNanos;
		}
		return (previous(word, side) > 0) ? left : 0;
	}

	@Override
	public long charged(long word, long side, long now) {
		return window(word);
	}

	@Override
	public long refund(long word, long side, long now, long permits, long charged) {
		return (charged == window(word) && count(word) >= permits) ? word - permits : word;
	}

	@Override
	public long refundSide(long word, long side, long permits, long charged) {
		return (charged == window(side) && count(side) >= permits) ? side - permits : side;
	}

	@Override
	public boolean idle(long word, long side, long now) {
		long passed = windowAt(now) - window(word);
		return passed > 1 || (count(word) == 0 && (passed == 1 || (passed == 0 && previous(word, side) == 0)));
	}

	@Override
	public long counted(long word, long side, long now) {
		long passed = windowAt(now) - window(word);
		if (passed > 1) {
			return 0;
		}
		return (passed == 1) ? count(word) : Math.max(count(word), previous(word, side));
	}

	@Override
	public long carry(WordFormula from, long word, long side, long now) {
		SlidingWindowCounter other = (SlidingWindowCounter) from;
		long passed = other.windowAt(now) - other.window(word);
		return empty(windowAt(now)) + ((passed <= 0) ? Math.min(other.count(word), room()) : 0);
	}

	@Override
	public long carrySide(WordFormula from, long word, long side, long now) {
		SlidingWindowCounter other = (SlidingWindowCounter) from;
		long passed = other.windowAt(now) - other.window(word);
		if (passed > 1 || windowAt(now) == 0) {
			return freshSide(now);
		}
		long previous = (passed == 1) ? other.count(word) : other.previous(word, side);
		return empty(windowAt(now) - 1) + Math.min(previous, room());
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A window, begun by a call, whose permits become available slot by slot: the second word
 * is the window's beginning, the first that plus what was spent.
 */
final class PacedWindow extends WindowFormula {

	private final long permits;

	private final long periodNanos;

	PacedWindow(Limit limit) {
		this(limit, 0);
	}

	private PacedWindow(Limit limit, long count) {
		super(limit, count);
		this.permits = limit.rate().permits();
		this.periodNanos = limit.rate().periodNanos();
	}

	@Override
	public WindowFormula holding(long permits) {
		return (permits <= room()) ? this : new PacedWindow(limit(), permits);
	}

	private long beginning(long now) {
		return Math.min(Math.max(now, 0), MAX_WORD - 1 - room());
	}

	@Override
	public long fresh(long now) {
		return beginning(now);
	}

	@Override
	public long freshSide(long now) {
		return beginning(now);
	}

	@Override
	public boolean ended(long word, long side, long now) {
		return beginning(now) - side >= this.periodNanos;
	}

	@Override
	public long closing(long word, long now) {
		return beginning(now);
	}

	@Override
	public long opened(long closing, long now) {
		return closing;
	}

	@Override
	public boolean supersedes(long closing, long side) {
		return closing > side;
	}

	@Override
	public boolean matches(long word, long side) {
		return word >= side && word - side <= room();
	}

	/** Slots begun so far; the first as soon as the window has. */
	private long begun(long side, long now) {
		return Exact.floor(Math.max(now - side, 0), this.permits, this.periodNanos) + 1;
	}

	@Override
	public long spend(long word, long side, long now, long permits) {
		long spent = word - side + permits;
		return (spent <= this.permits && hasBegun(spent, side, now)) ? word + permits : REFUSED;
	}

	/** Whether it is one of the slots {@link #begun}, told without a division. */
	private boolean hasBegun(long slot, long side, long now) {
		return Exact.atMost(slot - 1, this.periodNanos, Math.max(now - side, 0), this.permits);
	}

	@Override
	public long debit(long word, long side, long now, long permits) {
		return word + Math.max(Math.min(permits, most() - (word - side)), 0);
	}

	@Override
	public long retryAfter(long word, long side, long now, long permits) {
		long spent = word - side + permits;
		// Past the last slot only the window that the next call begins can help
		long due = (spent <= this.permits) ? Exact.ceil(spent - 1, this.periodNanos, this.permits) : this.periodNanos;
		return Math.max(side + due - now, 0);
	}

	@Override
	public long remaining(long word, long side, long now) {
		return Math.max(Math.min(begun(side, now), this.permits) - (word - side), 0);
	}

	@Override
	public long resetAfter(long word, long side, long now) {
		return (word > side) ? Math.max(side + this.periodNanos - now, 0) : 0;
	}

	@Override
	public long charged(long word, long side, long now) {
		return side;
	}

	@Override
	public long refund(long word, long side, long now, long permits, long charged) {
		return (charged == side && word - side >= permits) ? word - permits : word;
	}

	@Override
	public long refundSide(long word, long side, long permits, long charged) {
		return side;
	}

	@Override
	public boolean idle(long word, long side, long now) {
		return ended(word, side, now);
	}

	@Override
	public long counted(long word, long side, long now) {
		return ended(word, side, now) ? 0 : word - side;
	}

	@Override
	public long carry(WordFormula from, long word, long side, long now) {
		return carrySide(from, word, side, now) + Math.min(from.counted(word, side, now), room());
	}

	@Override
	public long carrySide(WordFormula from, long word, long side, long now) {
		// A window that has ended stays ended, even if this formula's windows are longer
		return ((PacedWindow) from).ended(word, side, now) ? Math.max(beginning(now) - this.periodNanos, 0) : side;
	}

}

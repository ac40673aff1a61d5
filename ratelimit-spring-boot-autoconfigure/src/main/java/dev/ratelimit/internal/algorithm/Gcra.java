package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * The generic cell rate algorithm (ITU-T I.371, virtual scheduling): the word is the
 * moment, on a clock of the limit's own, at which all that was spent will have been
 * refilled. What separates the buckets is that clock and how far ahead of it the word may
 * run.
 */
abstract sealed class Gcra extends WordFormula implements QueueFormula permits TickedBucket, IntervalBucket {

	private static final long DAY_NANOS = 86_400_000_000_000L;

	/** Turns beyond this are refused, and debts end at it. */
	static final long MAX_WORD = Long.MAX_VALUE - (1L << 60);

	/** The most by which the word may be ahead of the clock. */
	final long burst;

	private final long missingAtFirst;

	private final long graceNanos;

	Gcra(Limit limit, long burst, long missingAtFirst) {
		super(limit);
		this.burst = burst;
		this.missingAtFirst = missingAtFirst;
		this.graceNanos = (missingAtFirst > 0) ? DAY_NANOS : 0;
	}

	/** The limit's own clock; never below 0. */
	abstract long clock(long now);

	/** Advance of the clock that refills a number of permits. */
	abstract long cost(long permits);

	/**
	 * Distance by which a refund moves the word back: the cost of the permits, never
	 * more.
	 */
	long refundOf(long permits) {
		return cost(permits);
	}

	/** Permits that an advance of the clock refills, rounded down. */
	abstract long permitsIn(long advance);

	/** Time until the clock reaches a moment, 0 if it has. */
	abstract long nanosUntil(long moment, long now);

	/** The moment that the clock will have reached after some time. */
	abstract long momentIn(long nanos, long now);

	/** Turns beyond this are refused, and debts end at it. */
	long maxWord() {
		return MAX_WORD;
	}

	@Override
	public final long fresh(long now) {
		return (this.missingAtFirst > 0) ? clock(now) + this.missingAtFirst : 0;
	}

	@Override
	public final long spend(long word, long side, long now, long permits) {
		long clock = clock(now);
		long from = Math.max(word, clock);
		long cost = cost(permits);
		// A full bucket grants its whole capacity, whatever rounding made of the cost;
		// summed up only if it fits: turns reserved ahead reach far
		return (from == clock || cost <= this.burst - (from - clock)) ? from + cost : REFUSED;
	}

	@Override
	public final long debit(long word, long side, long now, long permits) {
		long clock = clock(now);
		long from = Math.max(word, clock);
		long cost = cost(Math.min(permits, most()));
		long end = clock + mostInDebt(clock);
		return (cost < end - from) ? from + cost : Math.max(from, end);
	}

	/**
	 * How far ahead the word is of an empty bucket; at a leaky one, of a whole period.
	 */
	private long empty() {
		return Math.max(this.burst, cost(limit().quota()));
	}

	/**
	 * The same with all debt, as far as words reach: together with a late clock a debt of
	 * many decades does not fit.
	 */
	private long mostInDebt(long clock) {
		return Math.min(empty() + cost(limit().quota()), maxWord() - clock);
	}

	/** How far ahead the word may be that is carried over: with debt, as much again. */
	final long mostCarried(Gcra from, long word, long now) {
		boolean indebted = from.nanosUntil(word, now) > from.limit().window().toNanos();
		return indebted ? mostInDebt(clock(now)) : empty();
	}

	@Override
	public final long reserve(long word, long now, long permits) {
		long from = Math.max(word, clock(now));
		long cost = cost(permits);
		if (cost > maxWord() - from) {
			return REFUSED;
		}
		return wordWhenDue(from - Math.max(this.burst - cost, 0), from) + cost;
	}

	/**
	 * The word when a caller leaves whose permits are due at a moment. What a bucket
	 * refills beyond its capacity until then is lost to the caller.
	 */
	long wordWhenDue(long moment, long word) {
		return word;
	}

	@Override
	public long unreserve(long word, long permits, long charged) {
		return (word == charged) ? word - cost(permits) : word;
	}

	@Override
	public final long retryAfter(long word, long side, long now, long permits) {
		long clock = clock(now);
		long from = Math.max(word, clock);
		long due = Math.min(from - (this.burst - cost(permits)), from);
		return (due <= clock) ? 0 : nanosUntil(due, now);
	}

	@Override
	public long remaining(long word, long side, long now) {
		long clock = clock(now);
		return (word <= clock) ? limit().quota() : permitsIn(Math.max(this.burst - (word - clock), 0));
	}

	@Override
	public final long resetAfter(long word, long side, long now) {
		return nanosUntil(word, now);
	}

	@Override
	public long charged(long word, long side, long now) {
		return word;
	}

	@Override
	public long refund(long word, long side, long now, long permits, long charged) {
		// Below the clock is full: nothing is gained above the capacity
		return Math.max(word - refundOf(permits), Math.min(word, clock(now)));
	}

	@Override
	public final long refundHeld(long word, long now, long permits, long left) {
		return Math.max(word - refundOf(permits), Math.min(word, clock(now) + cost(left)));
	}

	@Override
	public final boolean idle(long word, long side, long now) {
		return nanosUntil(word, now - this.graceNanos) == 0;
	}

	@Override
	public long carry(WordFormula from, long word, long side, long now) {
		long ahead = ((Gcra) from).nanosUntil(word, now);
		if (ahead == 0) {
			return (this.graceNanos > 0) ? clock(now) : 0;
		}
		return Math.min(momentIn(ahead, now), clock(now) + mostCarried((Gcra) from, word, now));
	}

}

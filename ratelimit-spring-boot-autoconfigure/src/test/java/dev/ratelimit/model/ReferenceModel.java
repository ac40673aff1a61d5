package dev.ratelimit.model;

import java.math.BigInteger;
import java.util.function.LongPredicate;

import dev.ratelimit.Limit;
import dev.ratelimit.Refill;

/**
 * One key under one limit, straight from the definition. A model says only whether a call
 * is admitted at a time and whether anything still counts; what is left and how long to
 * wait is found by searching for it, not by a formula that could share a mistake with the
 * implementation.
 */
public abstract class ReferenceModel implements Cloneable {

	final long quota;

	final long permits;

	final long period;

	private final long window;

	ReferenceModel(Limit limit) {
		this.quota = limit.quota();
		this.permits = limit.rate().permits();
		this.period = limit.rate().periodNanos();
		this.window = limit.window().toNanos();
	}

	public static ReferenceModel of(Limit limit) {
		return switch (limit.algorithm()) {
			case TOKEN_BUCKET ->
				(limit.refill() == Refill.GREEDY) ? new GreedyBucketModel(limit) : new IntervalBucketModel(limit);
			case LEAKY_BUCKET -> new LeakyBucketModel(limit);
			case FIXED_WINDOW ->
				(limit.rate().calendar() != null) ? new CalendarModel(limit) : new FixedWindowModel(limit);
			case SLIDING_WINDOW_LOG, CONCURRENCY -> new LogModel(limit);
			case SLIDING_WINDOW_COUNTER -> new CounterModel(limit);
			case PACED_WINDOW -> new PacedWindowModel(limit);
		};
	}

	/** Whether a call would be admitted at a time not before now. Changes nothing. */
	abstract boolean admits(long time, long cost);

	/** Whether something spent would still count at a time if nobody asked any more. */
	abstract boolean counts(long time);

	/** A call has come, to be admitted or not. */
	void arrive(long now) {
	}

	/** Spends what is admitted; returns the charge by which it can be refunded. */
	abstract long spend(long now, long cost);

	/** Gives back of a charge. */
	abstract void giveBack(long now, long charge, long cost);

	/** Gives back of a charge. */
	public final void refund(long now, long charge, long cost) {
		giveBack(now, charge, cost);
	}

	/** A call has turned out to cost something else than it spent. */
	public final void settle(long now, long charge, long spent, long cost) {
		if (cost < spent) {
			refund(now, charge, spent - cost);
		}
		else if (cost > spent) {
			arrive(now);
			debit(now, cost - spent);
		}
	}

	/** Spends what may not be there, until two quotas count. */
	void debit(long now, long cost) {
		long added = Math.min(cost, most() - counting(now));
		if (added > 0) {
			spend(now, added);
		}
	}

	/**
	 * Whether a bucket is filled later than an empty one; a leaky one, than in a period.
	 */
	final boolean indebted(long now) {
		return resetAfter(now) > this.window;
	}

	/** Permits that count, a part of one as one; a bucket counts time instead. */
	long counting(long now) {
		return counted(now);
	}

	/** The quota and as much of debt. */
	long most() {
		return 2 * this.quota;
	}

	/**
	 * Of two words there is room for less, where there are many permits in each
	 * nanosecond.
	 */
	final long mostOfTwoWords() {
		return Math.min(2 * this.quota, Math.max(this.quota, this.period / 2));
	}

	/** What a window has counted; a bucket counts time instead. */
	long counted(long now) {
		return 0;
	}

	/**
	 * This state under another limit of the same algorithm, as the contract has it: a
	 * bucket keeps its time until full, at most what it now takes to fill; a window keeps
	 * its counts, whatever it now grants.
	 */
	public final ReferenceModel carriedTo(Limit next, long now) {
		ReferenceModel model = of(next);
		model.carry(this, now);
		return model;
	}

	/** Goes on from what another model, of a limit no longer in force, has come to. */
	abstract void carry(ReferenceModel from, long now);

	/** The answer to a call for one permit that leaves no trace. */
	public Answer peek(long now) {
		return peek(now, 1);
	}

	/** The answer to a call that leaves no trace. */
	public Answer peek(long now, long cost) {
		ReferenceModel copy = copy();
		copy.arrive(now);
		return copy.answer(now, cost, copy.admits(now, cost));
	}

	public boolean wouldAdmit(long now, long cost) {
		ReferenceModel copy = copy();
		copy.arrive(now);
		return copy.admits(now, cost);
	}

	/** Refuses a call. */
	public Answer refuse(long now, long cost) {
		arrive(now);
		return answer(now, cost, false);
	}

	/** Admits a call; returns its charge. */
	public long admit(long now, long cost) {
		arrive(now);
		return spend(now, cost);
	}

	/** How things stand just after a call was admitted. */
	public Answer admitted(long now) {
		return answer(now, 0, true);
	}

	private Answer answer(long now, long cost, boolean allowed) {
		return new Answer(allowed, remaining(now), allowed ? 0 : retryAfter(now, cost), resetAfter(now));
	}

	long remaining(long now) {
		return first((cost) -> !admits(now, cost + 1), this.quota);
	}

	long retryAfter(long now, long cost) {
		return first((wait) -> admits(now + wait, cost), Long.MAX_VALUE - now);
	}

	final long resetAfter(long now) {
		return first((wait) -> !counts(now + wait), Long.MAX_VALUE - now);
	}

	/** The least value from 0 to a limit for which a condition begins to hold. */
	static long first(LongPredicate condition, long limit) {
		long low = 0;
		long high = 1;
		while (high < limit && !condition.test(high)) {
			low = high;
			high = (high < limit / 2) ? high * 2 : limit;
		}
		if (condition.test(low)) {
			return low;
		}
		while (high - low > 1) {
			long middle = low + (high - low) / 2;
			if (condition.test(middle)) {
				high = middle;
			}
			else {
				low = middle;
			}
		}
		return high;
	}

	static BigInteger product(long a, long b) {
		return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
	}

	private ReferenceModel copy() {
		try {
			return (ReferenceModel) clone();
		}
		catch (CloneNotSupportedException ex) {
			throw new AssertionError(ex);
		}
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;
import dev.ratelimit.Rate;

/**
 * A bucket refilled continuously. With the rate reduced to p permits in n nanoseconds,
 * time is counted in ticks of 1/p ns, of which a permit costs n: whole numbers, no drift.
 * Where a word cannot hold p ticks a nanosecond, it counts as many as it can and rounds
 * each call's cost up, to less than one tick.
 */
abstract sealed class TickedBucket extends Gcra permits TokenBucket, LeakyBucket {

	private final Ticks ticks;

	TickedBucket(Limit limit, Ticks ticks, long burst, long missingAtFirst) {
		super(limit, burst, missingAtFirst);
		this.ticks = ticks;
	}

	@Override
	public final long validUntil() {
		return this.ticks.validUntil;
	}

	@Override
	final long clock(long now) {
		return this.ticks.at(now);
	}

	@Override
	final long cost(long permits) {
		return this.ticks.costOf(permits);
	}

	@Override
	final long refundOf(long permits) {
		return this.ticks.costDownOf(permits);
	}

	/**
	 * The nanosecond the word falls in: no other charge's, and the same on another
	 * origin.
	 */
	@Override
	public final long charged(long word, long side, long now) {
		return this.ticks.nanosAt(word);
	}

	@Override
	public final long unreserve(long word, long permits, long charged) {
		return (this.ticks.nanosAt(word) == charged) ? Math.max(word - refundOf(permits), 0) : word;
	}

	/** Turns lie as far apart as the refill takes. */
	@Override
	public final long leaveTogether(long largest, long total) {
		return largest;
	}

	@Override
	final long permitsIn(long advance) {
		return this.ticks.permitsIn(advance);
	}

	@Override
	final long nanosUntil(long moment, long now) {
		return Math.max(this.ticks.nanosAt(moment) - now, 0);
	}

	@Override
	final long momentIn(long nanos, long now) {
		return this.ticks.at(now) + this.ticks.in(nanos);
	}

	@Override
	public final long carry(WordFormula from, long word, long side, long now) {
		if (from instanceof TickedBucket bucket && from.limit().rate().equals(limit().rate())
				&& bucket.ticks.perNano == this.ticks.perNano && bucket.nanosUntil(word, now) > 0) {
			long ahead = word - bucket.clock(now);
			return clock(now) + Math.min(ahead, mostCarried(bucket, word, now));
		}
		return super.carry(from, word, side, now);
	}

	/** Time in ticks since an origin, and what permits cost in them. */
	static final class Ticks {

		private static final long MAX_FILL = 1L << 59;

		private static final long MAX_AGE = 1L << 61;

		private static final long MAX_SATURATED = 1L << 62;

		private final long origin;

		private final long perNano;

		private final long validUntil;

		/** A permit costs num/den ticks; den is 1 where that is exact. */
		private final long num;

		private final long den;

		private final long single;

		Ticks(Rate rate, long fillNanos, long now) {
			long common = Exact.gcd(rate.periodNanos(), rate.permits());
			long n = rate.periodNanos() / common;
			long p = rate.permits() / common;
			long most = Math.max(1, MAX_FILL / fillNanos);
			boolean exact = p <= most;
			this.perNano = exact ? p : Math.max(1, Math.min(most, MAX_FILL / n));
			this.num = exact ? n : n * this.perNano;
			this.den = exact ? 1 : p;
			this.single = Exact.ceil(1, this.num, this.den);
			// A whole word of nanoseconds needs no origin: it reaches to the year 2116
			this.origin = (this.perNano == 1) ? 0 : now;
			this.validUntil = (this.perNano == 1) ? Long.MAX_VALUE : now + MAX_AGE / this.perNano;
		}

		long at(long now) {
			return Math.max(now - this.origin, 0) * this.perNano;
		}

		long nanosAt(long moment) {
			return this.origin + Exact.ceil(moment, this.perNano);
		}

		long in(long nanos) {
			return (nanos > MAX_SATURATED / this.perNano) ? MAX_SATURATED : nanos * this.perNano;
		}

		long costOf(long permits) {
			return (permits == 1) ? this.single : Exact.ceil(permits, this.num, this.den);
		}

		long costDownOf(long permits) {
			return Exact.floor(permits, this.num, this.den);
		}

		long permitsIn(long advance) {
			return (this.den == 1) ? advance / this.num : Exact.floor(advance, this.den, this.num);
		}

	}

}

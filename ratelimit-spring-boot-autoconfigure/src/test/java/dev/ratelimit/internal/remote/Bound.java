package dev.ratelimit.internal.remote;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;

/**
 * The most that was admitted within any time, beside what a limit grants in it.
 */
abstract sealed class Bound {

	/** As docs/guarantees.md has it for permits fetched ahead. */
	private static final long LEASE_NANOS = 100_000_000;

	final Limit limit;

	private Bound(Limit limit) {
		this.limit = limit;
	}

	static Bound of(Limit limit) {
		return (limit.algorithm() == Algorithm.FIXED_WINDOW) ? new Windows(limit) : new Bucket(limit);
	}

	/** A call was admitted, no earlier than those before. */
	abstract void admitted(long now, long permits);

	/** So many permits are there to be spent again, though they may have been spent. */
	abstract void returned(long now, long permits);

	/**
	 * By how much longer than any time the limit would have to grant, for all that was
	 * admitted in it beyond what was returned in it.
	 */
	abstract double worstMillis();

	/** How much longer that may be. */
	abstract double mostMillis();

	/**
	 * Of all times that end now it knows the one with the most beyond the refill. Sums
	 * are in permits times the period.
	 */
	private static final class Bucket extends Bound {

		private final Queue<Returned> lately = new ArrayDeque<>();

		private long admitted;

		private long returned;

		/** What was returned before a lease's time. */
		private long returnedBefore;

		/** The best moment for a time to begin. */
		private long best = Long.MIN_VALUE;

		private long most;

		private Bucket(Limit limit) {
			super(limit);
		}

		@Override
		void admitted(long now, long permits) {
			while (!this.lately.isEmpty() && this.lately.element().at <= now - LEASE_NANOS) {
				this.returnedBefore += this.lately.remove().share;
			}
			long refilled = (now - SimulatedTime.START) * this.limit.rate().permits();
			this.best = Math.max(this.best, refilled + this.returnedBefore - this.admitted);
			this.admitted += permits * this.limit.rate().periodNanos();
			this.most = Math.max(this.most, this.admitted - refilled - this.returned + this.best);
		}

		@Override
		void returned(long now, long permits) {
			long share = permits * this.limit.rate().periodNanos();
			this.returned += share;
			this.lately.add(new Returned(now, share));
		}

		@Override
		double worstMillis() {
			long over = this.most - this.limit.quota() * this.limit.rate().periodNanos();
			return Math.max(over, 0) / 1e6 / this.limit.rate().permits();
		}

		@Override
		double mostMillis() {
			return LEASE_NANOS / 1e6;
		}

		private record Returned(long at, long share) {

		}

	}

	/** None of the windows grants more than one has. */
	private static final class Windows extends Bound {

		private final Map<Long, Long> spent = new HashMap<>();

		private Windows(Limit limit) {
			super(limit);
		}

		@Override
		void admitted(long now, long permits) {
			this.spent.merge(now / this.limit.rate().periodNanos(), permits, Long::sum);
		}

		/** A window remembers what it had granted. */
		@Override
		void returned(long now, long permits) {
		}

		@Override
		double worstMillis() {
			long most = this.spent.values().stream().mapToLong((spent) -> spent).max().orElse(0);
			return Math.max(most - this.limit.quota(), 0) * (this.limit.rate().periodNanos() / 1e6)
					/ this.limit.quota();
		}

		@Override
		double mostMillis() {
			return 0;
		}

	}

}

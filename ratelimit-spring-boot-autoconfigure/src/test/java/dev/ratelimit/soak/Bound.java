package dev.ratelimit.soak;

import java.util.HashMap;
import java.util.Map;

import dev.ratelimit.soak.History.Call;

/**
 * What a limit may answer, to calls for one permit each. Both counts are of answers that
 * no moment between sending and receiving explains, so that delays bring about none.
 */
interface Bound {

	/** Answers of which it is certain that too much was admitted. */
	long tooMany(History history);

	/** Refusals though there was room, whenever within its time the call was decided. */
	long withoutCause(History history);

	/** How many may be admitted in a span, both ends included. */
	long most(long from, long to);

	/**
	 * A bucket: it grants its capacity, and what it is refilled.
	 *
	 * @param capacity what there is at most
	 * @param least what there is if nobody called, which no refusal may deny
	 * @param permits refilled in a period
	 * @param period in nanoseconds
	 */
	record Bucket(long capacity, long least, long permits, long period) implements Bound {

		/** Time and permits in the same unit, so that all stays whole. */
		private long refilled(long nanos) {
			return this.permits * nanos;
		}

		@Override
		public long tooMany(History history) {
			int count = history.admitted().size();
			long base = (count > 0) ? history.sent(0) : 0;
			long mistakes = 0;
			long least = Long.MAX_VALUE;
			int begun = 0;
			for (int i = 0; i < count; i++) {
				// Of all spans that end here the one with most in it for its length
				for (; begun < count && history.sent(begun) <= history.received(i); begun++) {
					least = Math.min(least, begun * this.period - refilled(history.sent(begun) - base));
				}
				long spent = (i + 1) * this.period - refilled(history.received(i) - base);
				mistakes += (spent - least > this.capacity * this.period) ? 1 : 0;
			}
			return mistakes;
		}

		@Override
		public long withoutCause(History history) {
			int count = history.admitted().size();
			long base = (count > 0) ? history.sent(0) : 0;
			// Since when it may have been full, and most is missing now
			long[] since = new long[count + 1];
			since[0] = Long.MIN_VALUE / 2;
			for (int i = 0; i < count; i++) {
				since[i + 1] = Math.max(since[i], refilled(history.received(i) - base) - i * this.period);
			}
			long mistakes = 0;
			for (Call call : history.refused()) {
				int before = history.receivedUntil(call.sent());
				long spent = history.sentUntil(call.received());
				boolean atOnce = spent - before >= this.least;
				mistakes += (atOnce || (before > 0 && spent * this.period
						+ since[before] > (this.least - 1) * this.period + refilled(call.sent() - base))) ? 0 : 1;
			}
			return mistakes;
		}

		@Override
		public long most(long from, long to) {
			return this.capacity + refilled(to - from) / this.period;
		}

	}

	/**
	 * A count per window of the epoch.
	 *
	 * @param permits of a window
	 * @param period in nanoseconds
	 */
	record Window(long permits, long period) implements Bound {

		/** By window, the admitted calls that surely belong to it. */
		static Map<Long, Integer> counts(History history, long period) {
			Map<Long, Integer> counts = new HashMap<>();
			for (Call call : history.admitted()) {
				if (certain(call, period)) {
					counts.merge(call.sent() / period, 1, Integer::sum);
				}
			}
			return counts;
		}

		static boolean certain(Call call, long period) {
			return call.sent() / period == call.received() / period;
		}

		@Override
		public long tooMany(History history) {
			return counts(history, this.period).values().stream().filter((count) -> count > this.permits).count();
		}

		@Override
		public long withoutCause(History history) {
			return history.refused().stream().filter((call) -> {
				long begin = call.sent() / this.period * this.period;
				return certain(call, this.period) && history.possibly(begin, call.received()) < this.permits;
			}).count();
		}

		@Override
		public long most(long from, long to) {
			return this.permits * (to / this.period - from / this.period + 1);
		}

	}

	/**
	 * The permits spent in the period before now.
	 *
	 * @param permits of a period
	 * @param period in nanoseconds
	 */
	record Log(long permits, long period) implements Bound {

		@Override
		public long tooMany(History history) {
			return history.admitted()
				.stream()
				.filter((call) -> history.surely(call.received() - this.period + 1, call.received()) > this.permits)
				.count();
		}

		@Override
		public long withoutCause(History history) {
			return history.refused()
				.stream()
				.filter((call) -> history.possibly(call.sent() - this.period + 1, call.received()) < this.permits)
				.count();
		}

		@Override
		public long most(long from, long to) {
			return this.permits * ((to - from) / this.period + 1);
		}

	}

	/**
	 * A window's count and the previous one's, weighted by what is left of this one.
	 *
	 * @param permits of a window
	 * @param period in nanoseconds
	 */
	record Counter(long permits, long period) implements Bound {

		private boolean room(long previous, long current, long left) {
			return current + 1 + (previous * left + this.period - 1) / this.period <= this.permits;
		}

		@Override
		public long tooMany(History history) {
			Map<Long, Integer> counts = Window.counts(history, this.period);
			return history.admitted().stream().filter((call) -> Window.certain(call, this.period)).filter((call) -> {
				long window = call.sent() / this.period;
				return !room(counts.getOrDefault(window - 1, 0), history.surely(window * this.period, call.sent() - 1),
						(window + 1) * this.period - call.received());
			}).count();
		}

		@Override
		public long withoutCause(History history) {
			return history.refused().stream().filter((call) -> Window.certain(call, this.period)).filter((call) -> {
				long begin = call.sent() / this.period * this.period;
				return room(history.possibly(begin - this.period, begin - 1), history.possibly(begin, call.received()),
						begin + this.period - call.sent());
			}).count();
		}

		@Override
		public long most(long from, long to) {
			return this.permits * (to / this.period - from / this.period + 1);
		}

	}

}

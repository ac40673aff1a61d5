package dev.ratelimit.internal.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Algorithm;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Refunds to token buckets while callers wait for turns that they have reserved there.
 * Given back at once they would be spent a second time: by a call that comes before the
 * waiting ones, or together with them, though the bucket refills for these and can hold
 * no more than its capacity meanwhile. So they are held until the callers have left, and
 * what would not have fitted beside these is lost. Safe for use by many threads.
 */
final class HeldRefunds {

	/** In permits; no bucket holds more. */
	private static final long MOST = 1L << 53;

	private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

	/** Before a caller reserves its turn. */
	void hold(String key, long permits) {
		this.waiting.compute(key,
				(same, waiting) -> (waiting != null) ? waiting.joinedBy(permits) : new Waiting(1, permits, permits, 0));
	}

	/**
	 * A caller has left; the last one gives back what was held.
	 * @param cell the key's, null as long as it is not known to be needed
	 * @return false if a cell is needed, or this one is retired
	 */
	boolean release(String key, @Nullable Cell cell, long now) {
		boolean[] done = { true };
		this.waiting.computeIfPresent(key, (same, waiting) -> {
			if (waiting.callers > 1) {
				return waiting.left();
			}
			done[0] = waiting.refunds == 0 || (cell != null && waiting.giveBack(cell, now));
			return done[0] ? null : waiting;
		});
		return done[0];
	}

	/**
	 * Gives back permits of what a decision spent, now or later.
	 * @return false if the cell is retired
	 */
	boolean refund(String key, Cell cell, long now, long permits, LimitDecision decision) {
		if (cell.terms.limit().algorithm() != Algorithm.TOKEN_BUCKET) {
			return cell.refund(now, permits, decision.charged());
		}
		boolean[] done = { true };
		// In the map's own step, lest a caller reserves its turn in between
		this.waiting.compute(key, (same, waiting) -> {
			if (waiting != null) {
				return waiting.owing(permits);
			}
			done[0] = cell.refund(now, permits, decision.charged());
			return null;
		});
		return done[0];
	}

	/**
	 * Callers that wait under one key.
	 *
	 * @param callers how many still wait
	 * @param largest the largest cost of a caller since the first one came
	 * @param total the cost of all callers since then
	 * @param refunds permits that are held
	 */
	private record Waiting(int callers, long largest, long total, long refunds) {

		Waiting joinedBy(long permits) {
			return new Waiting(this.callers + 1, Math.max(this.largest, permits), sum(this.total, permits),
					this.refunds);
		}

		Waiting left() {
			return new Waiting(this.callers - 1, this.largest, this.total, this.refunds);
		}

		Waiting owing(long permits) {
			return new Waiting(this.callers, this.largest, this.total, sum(this.refunds, permits));
		}

		boolean giveBack(Cell cell, long now) {
			long quota = cell.terms.quota;
			QueueCell bucket = cell.queue();
			return bucket == null || bucket.refundHeld(now, Math.min(this.refunds, quota),
					Math.min(this.largest, quota), Math.min(this.total, quota));
		}

		private static long sum(long a, long b) {
			return Math.min(a + b, MOST);
		}

	}

}

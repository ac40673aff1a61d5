package dev.ratelimit.internal.local;

import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.WaitBudget;

/**
 * Cells to be raced for. One permit in ten seconds, at moments around the edge of a
 * window.
 */
final class Cells {

	static final long PERIOD = 10_000_000_000L;

	/** When a window ends and another begins. */
	static final long EDGE = 1_700_000_000_000_000_000L;

	private static final KeyTerms BUCKET = terms(Limit.of("api", Algorithm.TOKEN_BUCKET, "1/10s"));

	private static final KeyTerms BUCKET_OF_TWO = terms(Limit.of("api", Algorithm.TOKEN_BUCKET, "2/10s"));

	private static final KeyTerms COUNTER = terms(Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "2/10s"));

	private static final KeyTerms PACED = terms(Limit.of("api", Algorithm.PACED_WINDOW, "2/10s"));

	private static final KeyTerms LOG = terms(Limit.of("api", Algorithm.SLIDING_WINDOW_LOG, "1/10s"));

	private Cells() {
	}

	private static KeyTerms terms(Limit limit) {
		return new KeyTerms(Formula.of(limit, EDGE - PERIOD), Long.MAX_VALUE, new LimitTerms(limit, Map.of()), null,
				true);
	}

	static Cell bucket() {
		return Cell.fresh(BUCKET, EDGE);
	}

	static Cell bucketOfTwo() {
		return Cell.fresh(BUCKET_OF_TWO, EDGE);
	}

	static Cell log() {
		return Cell.fresh(LOG, EDGE);
	}

	/**
	 * Of two permits; both were spent in the window before, so that half way one fits.
	 */
	static Cell counter() {
		Cell cell = Cell.fresh(COUNTER, EDGE - PERIOD);
		cell.spend(EDGE - PERIOD, 2, WaitBudget.NONE);
		return cell;
	}

	/** Of two permits; a window that is over, so that the next call begins another. */
	static Cell paced() {
		Cell cell = Cell.fresh(PACED, EDGE - PERIOD);
		cell.spend(EDGE - PERIOD, 1, WaitBudget.NONE);
		return cell;
	}

	/** What a call has spent, or -1 if the cell was retired. */
	static long spent(Cell cell, long now) {
		var decision = cell.spend(now, 1, WaitBudget.NONE);
		return (decision != null) ? decision.permits() : -1;
	}

	/** The same as one of several limits of a combination. */
	static long spentHeld(Cell cell, long now) {
		if (!cell.hold()) {
			return -1;
		}
		try {
			long after = cell.heldAttempt(now, 1);
			if (after == WordFormula.REFUSED) {
				return 0;
			}
			cell.heldCharge(after, now, 1);
			return 1;
		}
		finally {
			cell.release();
		}
	}

}

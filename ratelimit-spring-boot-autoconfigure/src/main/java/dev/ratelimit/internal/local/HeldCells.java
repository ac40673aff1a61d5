package dev.ratelimit.internal.local;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import dev.ratelimit.Mode;

/**
 * Holds a key's cells under several limits, for one step that decides under all of them.
 */
final class HeldCells {

	private final LocalRateLimiter[] limiters;

	/** Positions in the order in which all hold cells, so that none waits in a circle. */
	private final int[] order;

	HeldCells(LocalRateLimiter[] limiters, List<String> allNames) {
		this.limiters = limiters;
		this.order = IntStream.range(0, limiters.length)
			.boxed()
			.sorted(Comparator.comparing((i) -> allNames.indexOf(limiters[i].cells.name())))
			.mapToInt(Integer::intValue)
			.toArray();
	}

	/**
	 * The key's cells, held by this thread until it {@linkplain #release releases} them.
	 */
	Cell[] hold(String key, long permits, long now) {
		// All looked up, and created, before the first is held: holding must not block
		Cell[] cells = cells(key, permits, now);
		for (int n = 0; n < this.order.length; n++) {
			int next = this.order[n];
			if (!cells[next].hold()) {
				while (n > 0) {
					cells[this.order[--n]].release();
				}
				cells[next] = this.limiters[next].again(key, cells[next], now);
				check(permits, cells[next].terms);
				n = -1;
			}
		}
		return cells;
	}

	private Cell[] cells(String key, long permits, long now) {
		if (permits != 1) {
			// Before a cell is created for the key
			for (LocalRateLimiter limiter : this.limiters) {
				check(permits, limiter.terms(key, now));
			}
		}
		Cell[] cells = new Cell[this.limiters.length];
		for (int i = 0; i < cells.length; i++) {
			cells[i] = this.limiters[i].cell(key, now);
			check(permits, cells[i].terms);
		}
		return cells;
	}

	/** An observing limit leaves a cost beyond its quota to the others. */
	private static void check(long permits, KeyTerms terms) {
		if (!terms.grants(permits) && (permits < 0 || terms.limit().mode() == Mode.ENFORCE)) {
			LocalRateLimiter.check(permits, terms);
		}
	}

	static void release(Cell[] cells) {
		for (Cell cell : cells) {
			cell.release();
		}
	}

}

package dev.ratelimit.internal.local;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import dev.ratelimit.TimeSource;

/**
 * Sweeps a limit's cells: forgets the keys of which nothing counts any more. Due whenever
 * as many keys have come as were there after the last sweep.
 */
final class IdleSweep {

	private static final int DUE_AT_LEAST = 1_000;

	private final Cache<Object, Cell> cells;

	private final TimeSource time;

	private final LongSupplier maximumSize;

	private final AtomicLong created = new AtomicLong();

	private volatile long dueAt = DUE_AT_LEAST;

	IdleSweep(Cache<Object, Cell> cells, TimeSource time, LongSupplier maximumSize) {
		this.cells = cells;
		this.time = time;
		this.maximumSize = maximumSize;
	}

	/**
	 * Counts a key that has come; true if it is time to sweep, and not again until then.
	 */
	boolean isDueAfterAnother() {
		if (this.created.incrementAndGet() < this.dueAt) {
			return false;
		}
		this.dueAt = Long.MAX_VALUE;
		return true;
	}

	void run() {
		try {
			long now = this.time.nanos();
			this.cells.asMap().forEach((key, cell) -> {
				if (cell.retireIfIdle(now)) {
					this.cells.asMap().remove(key, cell);
				}
			});
		}
		finally {
			long next = Math.min(Math.max(this.cells.estimatedSize(), DUE_AT_LEAST), this.maximumSize.getAsLong());
			this.created.set(0);
			this.dueAt = Math.max(next, 1);
		}
	}

}

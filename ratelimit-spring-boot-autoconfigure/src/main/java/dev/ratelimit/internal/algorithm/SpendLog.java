package dev.ratelimit.internal.algorithm;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Log of permits spent, oldest first. Each entry holds its time and the sum of all
 * permits up to it, so that every question is a binary search. What is given back is
 * taken out of the sums near the end, and noted beside them elsewhere; an emptied entry
 * goes when room is needed. Not safe for use by many threads: its user must hold it
 * exclusively.
 */
public final class SpendLog {

	private static final int SMALLEST = 4;

	/** So many sums are corrected faster than a note is read. */
	private static final int NEAR = 64;

	private long[] times = new long[SMALLEST];

	private long[] sums = new long[SMALLEST];

	private int head;

	private int tail;

	/** The sum up to the last forgotten entry. */
	private long forgotten;

	private @Nullable Removals removals;

	/**
	 * Copies the log.
	 * @return another log of the same entries
	 */
	public SpendLog copy() {
		SpendLog copy = new SpendLog();
		copy.times = this.times.clone();
		copy.sums = this.sums.clone();
		copy.head = this.head;
		copy.tail = this.tail;
		copy.forgotten = this.forgotten;
		copy.removals = (this.removals != null) ? this.removals.copy() : null;
		return copy;
	}

	long total() {
		return (this.tail > this.head) ? sum(this.tail - 1) - this.forgotten : 0;
	}

	/** The last entry that still holds permits; only asked when there is one. */
	long last() {
		return this.times[this.tail - 1];
	}

	long notBefore(long now) {
		return (this.tail > this.head) ? Math.max(now, last()) : now;
	}

	/** Drops the entries at or before a time. */
	void forget(long time) {
		if (this.tail == this.head || this.times[this.head] > time) {
			return;
		}
		int kept = firstAfter(time);
		this.forgotten = sum(kept - 1);
		this.head = kept;
	}

	void add(long time, long permits) {
		if (this.tail > this.head && last() == time) {
			this.sums[this.tail - 1] += permits;
			return;
		}
		if (this.tail == this.head) {
			this.head = 0;
			this.tail = 0;
			this.forgotten = 0;
			this.removals = null;
		}
		if (this.tail == this.times.length) {
			fit();
		}
		long removed = (this.removals != null) ? this.removals.upTo(this.tail) : 0;
		this.times[this.tail] = time;
		this.sums[this.tail] = sumBefore(this.tail) + removed + permits;
		this.tail++;
	}

	/** Takes permits out of the entry at a time, if it is still there. */
	void remove(long time, long permits) {
		int entry = firstAfter(time - 1);
		if (entry == this.tail || this.times[entry] != time || sum(entry) - sumBefore(entry) < permits) {
			return;
		}
		if (this.tail - entry <= NEAR) {
			for (int i = entry; i < this.tail; i++) {
				this.sums[i] -= permits;
			}
		}
		else {
			if (this.removals == null) {
				this.removals = new Removals(this.times.length);
			}
			this.removals.add(entry, permits);
		}
		while (this.tail > this.head && isEmpty(this.tail - 1)) {
			this.tail--;
		}
	}

	/**
	 * The time of the entry with which so many permits, counted from the oldest, are
	 * spent.
	 */
	long whenSpent(long permits) {
		long wanted = this.forgotten + permits;
		int low = this.head;
		int high = this.tail - 1;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (sum(middle) < wanted) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return this.times[low];
	}

	private long sum(int entry) {
		return (this.removals != null) ? this.sums[entry] - this.removals.upTo(entry) : this.sums[entry];
	}

	private long sumBefore(int entry) {
		return (entry > this.head) ? sum(entry - 1) : this.forgotten;
	}

	private boolean isEmpty(int entry) {
		return sum(entry) == sumBefore(entry);
	}

	private int firstAfter(long time) {
		int found = Arrays.binarySearch(this.times, this.head, this.tail, time);
		return (found >= 0) ? found + 1 : -found - 1;
	}

	/** Drops emptied entries, and makes room for as many as are left. */
	private void fit() {
		int live = 0;
		for (int i = this.head; i < this.tail; i++) {
			live += isEmpty(i) ? 0 : 1;
		}
		int length = Math.max(SMALLEST, 2 * live);
		boolean fits = length <= this.times.length && this.times.length <= 2 * length;
		move(fits ? this.times : new long[length], fits ? this.sums : new long[length]);
	}

	/** To other arrays, or to the front of the same. */
	private void move(long[] times, long[] sums) {
		int moved = 0;
		long before = this.forgotten;
		for (int i = this.head; i < this.tail; i++) {
			long sum = sum(i);
			if (sum != before) {
				times[moved] = this.times[i];
				sums[moved++] = sum;
				before = sum;
			}
		}
		this.times = times;
		this.sums = sums;
		this.head = 0;
		this.tail = moved;
		this.removals = null;
	}

}

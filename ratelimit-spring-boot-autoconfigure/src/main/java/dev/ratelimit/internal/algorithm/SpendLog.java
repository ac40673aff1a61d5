package dev.ratelimit.internal.algorithm;

import java.util.Arrays;

/**
 * Log of permits spent, oldest first. Each entry holds its time and the sum of all
 * permits up to it, so that every question is a binary search. Not safe for use by many
 * threads: its user must hold it exclusively.
 */
public final class SpendLog {

	private static final int SMALLEST = 4;

	private long[] times = new long[SMALLEST];

	private long[] sums = new long[SMALLEST];

	private int head;

	private int tail;

	/** The sum up to the last forgotten entry. */
	private long forgotten;

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
		return copy;
	}

	long total() {
		return (this.tail > this.head) ? this.sums[this.tail - 1] - this.forgotten : 0;
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
		this.forgotten = this.sums[kept - 1];
		this.head = kept;
	}

	void add(long time, long permits) {
		if (this.tail > this.head && last() == time) {
			this.sums[this.tail - 1] += permits;
			return;
		}
		long sum = (this.tail > this.head) ? this.sums[this.tail - 1] : 0;
		if (this.tail == this.head) {
			this.head = 0;
			this.tail = 0;
			this.forgotten = 0;
		}
		if (this.tail == this.times.length) {
			fit();
		}
		this.times[this.tail] = time;
		this.sums[this.tail++] = sum + permits;
	}

	/** Takes permits out of the entry at a time, if it is still there. */
	void remove(long time, long permits) {
		int entry = firstAfter(time - 1);
		if (entry == this.tail || this.times[entry] != time || this.sums[entry] - sumBefore(entry) < permits) {
			return;
		}
		for (int i = entry; i < this.tail; i++) {
			this.sums[i] -= permits;
		}
		if (this.sums[entry] == sumBefore(entry)) {
			// An emptied entry must not stay, or the log would outgrow its permits
			System.arraycopy(this.times, entry + 1, this.times, entry, this.tail - entry - 1);
			System.arraycopy(this.sums, entry + 1, this.sums, entry, this.tail - entry - 1);
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
			if (this.sums[middle] < wanted) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return this.times[low];
	}

	private long sumBefore(int entry) {
		return (entry > this.head) ? this.sums[entry - 1] : this.forgotten;
	}

	private int firstAfter(long time) {
		int found = Arrays.binarySearch(this.times, this.head, this.tail, time);
		return (found >= 0) ? found + 1 : -found - 1;
	}

	/** Grows to twice what is still counted, or shrinks to it. */
	private void fit() {
		int live = this.tail - this.head;
		this.times = moved(this.times, live);
		this.sums = moved(this.sums, live);
		this.head = 0;
		this.tail = live;
	}

	private long[] moved(long[] entries, int live) {
		long[] target = new long[Math.max(SMALLEST, 2 * live)];
		System.arraycopy(entries, this.head, target, 0, live);
		return target;
	}

}

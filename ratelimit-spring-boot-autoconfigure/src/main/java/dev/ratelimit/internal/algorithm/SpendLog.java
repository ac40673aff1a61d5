package dev.ratelimit.internal.algorithm;

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

	/** Up to so many entries from the end, correcting sums is faster than a note. */
	private static final int NEAR = 64;

	/** Time and sum of each entry by turns: a short log fits a cache line. */
	private long[] entries = new long[2 * SMALLEST];

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
		copy.entries = this.entries.clone();
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
		return time(this.tail - 1);
	}

	long notBefore(long now) {
		return (this.tail > this.head) ? Math.max(now, last()) : now;
	}

	/** Drops the entries at or before a time. */
	void forget(long time) {
		if (this.tail == this.head || time(this.head) > time) {
			return;
		}
		// Most calls drop few, however long the log: the search starts at the head
		int dropped = this.head;
		int step = 1;
		while (step < this.tail - dropped && time(dropped + step) <= time) {
			dropped += step;
			step *= 2;
		}
		int kept = firstAfter(time, dropped + 1, Math.min(dropped + step, this.tail));
		this.forgotten = sum(kept - 1);
		this.head = kept;
	}

	void add(long time, long permits) {
		if (this.tail > this.head && last() == time) {
			this.entries[2 * this.tail - 1] += permits;
			return;
		}
		if (this.tail == this.head) {
			this.head = 0;
			this.tail = 0;
			this.forgotten = 0;
			this.removals = null;
		}
		if (2 * this.tail == this.entries.length) {
			fit();
		}
		long removed = (this.removals != null) ? this.removals.upTo(this.tail) : 0;
		set(this.entries, this.tail, time, sumBefore(this.tail) + removed + permits);
		this.tail++;
	}

	/** Takes permits out of the entry at a time, if it is still there. */
	void remove(long time, long permits) {
		int entry = firstAfter(time - 1, this.head, this.tail);
		if (entry == this.tail || time(entry) != time || sum(entry) - sumBefore(entry) < permits) {
			return;
		}
		if (this.tail - entry <= NEAR) {
			for (int i = entry; i < this.tail; i++) {
				this.entries[2 * i + 1] -= permits;
			}
		}
		else {
			if (this.removals == null) {
				this.removals = new Removals(this.entries.length / 2);
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
		if (sum(this.head) >= wanted) {
			return time(this.head);
		}
		int low = this.head + 1;
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
		return time(low);
	}

	private long time(int entry) {
		return this.entries[2 * entry];
	}

	private long sum(int entry) {
		long sum = this.entries[2 * entry + 1];
		return (this.removals != null) ? sum - this.removals.upTo(entry) : sum;
	}

	private long sumBefore(int entry) {
		return (entry > this.head) ? sum(entry - 1) : this.forgotten;
	}

	private boolean isEmpty(int entry) {
		return sum(entry) == sumBefore(entry);
	}

	/** The first entry after a time, or the end of those searched. */
	private int firstAfter(long time, int from, int to) {
		int low = from;
		int high = to;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (time(middle) <= time) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	/** Drops emptied entries, and makes room for as many as are left. */
	private void fit() {
		int live = 0;
		for (int i = this.head; i < this.tail; i++) {
			live += isEmpty(i) ? 0 : 1;
		}
		int length = 2 * Math.max(SMALLEST, 2 * live);
		boolean fits = length <= this.entries.length && this.entries.length <= 2 * length;
		move(fits ? this.entries : new long[length]);
	}

	/** To another array, or to the front of the same. */
	private void move(long[] entries) {
		int moved = 0;
		long before = this.forgotten;
		for (int i = this.head; i < this.tail; i++) {
			long sum = sum(i);
			if (sum != before) {
				set(entries, moved++, time(i), sum);
				before = sum;
			}
		}
		this.entries = entries;
		this.head = 0;
		this.tail = moved;
		this.removals = null;
	}

	private static void set(long[] entries, int entry, long time, long sum) {
		entries[2 * entry] = time;
		entries[2 * entry + 1] = sum;
	}

}

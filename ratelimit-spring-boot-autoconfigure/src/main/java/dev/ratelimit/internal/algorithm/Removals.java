package dev.ratelimit.internal.algorithm;

/**
 * Permits taken out of a log's entries, summed up in logarithmic time: a binary indexed
 * tree (Fenwick, 1994).
 */
final class Removals {

	/** At each position, counted from one, the sum of as many as its lowest bit says. */
	private final long[] tree;

	Removals(int entries) {
		this.tree = new long[entries + 1];
	}

	private Removals(long[] tree) {
		this.tree = tree;
	}

	Removals copy() {
		return new Removals(this.tree.clone());
	}

	void add(int entry, long permits) {
		for (int i = entry + 1; i < this.tree.length; i += i & -i) {
			this.tree[i] += permits;
		}
	}

	/** What was taken out of the entries up to and with this one. */
	long upTo(int entry) {
		long sum = 0;
		for (int i = entry + 1; i > 0; i -= i & -i) {
			sum += this.tree[i];
		}
		return sum;
	}

}

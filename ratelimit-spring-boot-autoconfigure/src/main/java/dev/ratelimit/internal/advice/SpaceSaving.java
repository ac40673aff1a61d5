package dev.ratelimit.internal.advice;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The most frequent keys of a stream, counted in a fixed number of counters: the sketch
 * Space-Saving (Metwally, Agrawal, El Abbadi: <cite>Efficient Computation of Frequent and
 * Top-k Elements in Data Streams</cite>, ICDT 2005). A key without a counter takes over
 * the least of them, with its count. So after n events
 * <ul>
 * <li>no count is too low, and none is too high by more than its error;</li>
 * <li>no error is above n / capacity;</li>
 * <li>every key of more than n / capacity events has a counter.</li>
 * </ul>
 * Counters are kept in ascending order; an event takes a look-up and a binary search. Not
 * safe for use by many threads.
 *
 * @param <T> what is noted of a key for as long as it has a counter
 */
final class SpaceSaving<T> {

	private final Map<String, Counter<T>> byKey;

	private final Counter<T>[] ascending;

	private int size;

	@SuppressWarnings("unchecked")
	SpaceSaving(int capacity) {
		this.ascending = (Counter<T>[]) new Counter<?>[capacity];
		this.byKey = new HashMap<>(2 * capacity);
	}

	/**
	 * Counts an event.
	 * @param key the key of the event
	 * @return the key's counter
	 */
	Counter<T> count(String key) {
		Counter<T> counter = this.byKey.get(key);
		if (counter == null) {
			counter = begin(key);
			this.byKey.put(key, counter);
		}
		int position = lastOf(counter.count);
		Counter<T> last = this.ascending[position];
		this.ascending[counter.position] = last;
		last.position = counter.position;
		this.ascending[position] = counter;
		counter.position = position;
		counter.count++;
		return counter;
	}

	private Counter<T> begin(String key) {
		if (this.size < this.ascending.length) {
			// All others count at least 1: it belongs before them
			System.arraycopy(this.ascending, 0, this.ascending, 1, this.size);
			this.size++;
			for (int i = 1; i < this.size; i++) {
				this.ascending[i].position = i;
			}
			return this.ascending[0] = new Counter<>(key, 0);
		}
		Counter<T> least = this.ascending[0];
		this.byKey.remove(least.key);
		return this.ascending[0] = new Counter<>(key, least.count);
	}

	/** The position of the last counter of a count. */
	private int lastOf(long count) {
		int low = 0;
		int high = this.size - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (this.ascending[middle].count > count) {
				high = middle - 1;
			}
			else {
				low = middle;
			}
		}
		return low;
	}

	/** The counter of a key; null if it has none now. */
	@Nullable Counter<T> find(String key) {
		return this.byKey.get(key);
	}

	/**
	 * The counters.
	 * @return a copy of the list, the least first
	 */
	List<Counter<T>> counters() {
		return List.of(Arrays.copyOf(this.ascending, this.size));
	}

	/**
	 * The counter of one key.
	 *
	 * @param <T> what is noted of the key
	 */
	static final class Counter<T> {

		final String key;

		/** What the key's count may be too high by. */
		final long error;

		/** Events of the key, or up to {@link #error} more. */
		long count;

		@Nullable T note;

		private int position;

		private Counter(String key, long error) {
			this.key = key;
			this.error = error;
			this.count = error;
		}

	}

}

package dev.ratelimit.benchmarks;

import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * What nobody who keeps a limit per key can do without.
 */
final class Floors {

	/** As many keys as the largest table row, and ours by default. */
	static final int MAXIMUM_SIZE = 1_000_000;

	private Floors() {
	}

	/** Reads the clock. */
	static Subject clock() {
		return (key) -> System.nanoTime() != 0;
	}

	/** Reads the clock and moves one word to it. */
	static Subject word() {
		AtomicLong word = new AtomicLong();
		return (key) -> advance(word);
	}

	/** Reads the clock, looks the key up and moves its word. */
	static Subject keyedWord() {
		Cache<String, AtomicLong> words = Caffeine.newBuilder().maximumSize(MAXIMUM_SIZE).build();
		return (key) -> {
			AtomicLong word = words.getIfPresent(key);
			if (word == null) {
				word = words.get(key, (absent) -> new AtomicLong());
			}
			return advance(word);
		};
	}

	private static boolean advance(AtomicLong word) {
		long now = System.nanoTime();
		while (true) {
			long before = word.get();
			if (word.compareAndSet(before, Math.max(before, now) + 1)) {
				return before <= now;
			}
		}
	}

}

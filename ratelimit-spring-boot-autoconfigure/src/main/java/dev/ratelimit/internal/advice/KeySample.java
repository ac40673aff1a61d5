package dev.ratelimit.internal.advice;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * An unbiased sample of keys, of bounded size: those whose hash is below a threshold,
 * which is halved whenever there are too many (adaptive sampling, Flajolet: <cite>On
 * Adaptive Sampling</cite>, Computing 43, 1990). A key is in the sample from its first
 * call on or never, however often it calls. Not safe for use by many threads.
 */
final class KeySample {

	/** Most keys in the sample. */
	static final int MOST = 1024;

	private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

	private final Map<String, Trial> trials = new HashMap<>();

	private final long seed;

	private int halvings;

	/**
	 * An empty sample.
	 * @param seed keeps callers from choosing keys that are in it
	 */
	KeySample(long seed) {
		this.seed = seed;
	}

	/**
	 * The trial of a key.
	 * @param key the key
	 * @param made begins the trial of a key that was not seen before
	 * @return the trial; null if the key is not in the sample
	 */
	@Nullable Trial trial(String key, Supplier<Trial> made) {
		Trial known = this.trials.get(key);
		if (known != null || !holds(key)) {
			return known;
		}
		while (this.trials.size() == MOST && this.halvings < Long.SIZE - 1) {
			this.halvings++;
			this.trials.keySet().removeIf((other) -> !holds(other));
		}
		if (this.trials.size() == MOST || !holds(key)) {
			return null;
		}
		Trial trial = made.get();
		this.trials.put(key, trial);
		return trial;
	}

	private boolean holds(String key) {
		return this.halvings == 0 || hash(key) >>> (Long.SIZE - this.halvings) == 0;
	}

	private long hash(String key) {
		long hash = this.seed;
		for (int i = 0; i < key.length(); i++) {
			hash = (hash ^ key.charAt(i)) * MULTIPLIER;
			hash ^= hash >>> 32;
		}
		return (hash ^ hash >>> 29) * MULTIPLIER;
	}

	/** Whether it holds every key there was. */
	boolean whole() {
		return this.halvings == 0;
	}

	/** How many keys there were: the size, times what is left out. */
	long keys() {
		return (long) this.trials.size() << this.halvings;
	}

	Map<String, Trial> trials() {
		return this.trials;
	}

	Collection<Trial> all() {
		return this.trials.values();
	}

}

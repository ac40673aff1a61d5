package dev.ratelimit.internal.local;

import java.util.Collection;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.jspecify.annotations.Nullable;

/**
 * How many keys may be held.
 *
 * @param each most keys of one limit
 * @param together most keys of all limits
 * @param bytes what they may take of memory, 0 if that is not asked
 */
public record KeyCapacity(long each, long together, long bytes) {

	private static final long MOST = 1_000_000;

	/** Fewer are too few for any limit, whatever its keys may grow to. */
	private static final long LEAST = 1_000;

	/** A key of 64 bytes, its cell, and their places in the maps. */
	private static final long BYTES_OF_A_KEY = 256;

	/** The time and the sum of an entry of a log. */
	private static final long BYTES_OF_A_SPEND = 16;

	/** The block of a key that is blocked, and what holds it beside the cell. */
	private static final long BYTES_OF_A_BLOCK = 88;

	/**
	 * A number that is configured.
	 * @param maximumSize most keys held per limit, at least 1
	 * @return as many for each limit, whatever the others hold
	 */
	public static KeyCapacity of(long maximumSize) {
		if (maximumSize < 1) {
			throw new IllegalArgumentException("Invalid maximum-size (%d): must be at least 1".formatted(maximumSize));
		}
		return new KeyCapacity(maximumSize, Long.MAX_VALUE, 0);
	}

	/**
	 * What fits into an eighth of a heap.
	 * @param heap bytes
	 * @return as many as fit for all limits together, at most 1,000,000 for each
	 */
	public static KeyCapacity ofHeap(long heap) {
		long keys = Math.max(heap / 8 / BYTES_OF_A_KEY, LEAST);
		return new KeyCapacity(Math.min(keys, MOST), keys, heap / 8);
	}

	/**
	 * The same for each of some limits, for a store that does not let them share.
	 * @param limits how many limits there are
	 * @return most keys of each
	 */
	public long split(int limits) {
		return (this.together == Long.MAX_VALUE) ? this.each
				: Math.min(this.each, Math.max(this.together / Math.max(limits, 1), LEAST));
	}

	/** Most keys of a limit while there is room, whichever plan each is on. */
	long of(LimitTerms terms) {
		return (this.bytes == 0) ? this.each
				: Math.min(this.each, Math.max((this.bytes - bytesOfOverrides(terms)) / bytesOfAKey(terms), LEAST));
	}

	/** Most keys of a limit when all hold a number of keys. */
	long share(LimitTerms terms, long keys, long held, int limits) {
		if (held <= this.together) {
			return of(terms);
		}
		long fair = this.together / (2L * limits);
		return Math.max(1, Math.min(of(terms), Math.max(fair, (long) ((double) this.together * keys / held))));
	}

	/**
	 * What to warn about: keys that take more than half of the heap when each spends as
	 * much as it can.
	 * @return null if they do not
	 */
	@Nullable String warning(Collection<LimitTerms> limits, long heap) {
		double logs = 0;
		double others = 0;
		long largest = 0;
		double overrides = 0;
		for (LimitTerms terms : limits) {
			long bytes = bytesOfAKey(terms);
			if (keepsLog(terms.configured())) {
				logs += (double) of(terms) * bytes;
			}
			else {
				others += (double) of(terms) * bytes;
				largest = Math.max(largest, bytes);
			}
			overrides += bytesOfOverrides(terms);
		}
		double worst = overrides + logs + Math.min(others, (double) this.together * largest);
		return (worst <= heap / 2.0) ? null
				: ("The keys of all limits can take up to %d MB of the heap's %d MB: lower ratelimit.cache.maximum-size, "
						+ "or the permits of limits with algorithm sliding-window-log or concurrency, or raise the heap (-Xmx)")
					.formatted((long) (worst / 1e6), heap / 1_000_000);
	}

	private static boolean keepsLog(Limit limit) {
		return limit.algorithm() == Algorithm.SLIDING_WINDOW_LOG || limit.algorithm() == Algorithm.CONCURRENCY;
	}

	/** Of a key without an override, on the plan that takes most. */
	private static long bytesOfAKey(LimitTerms terms) {
		long own = bytesOfAKey(terms.configured());
		return terms.plans().values().stream().mapToLong(KeyCapacity::bytesOfAKey).reduce(own, Math::max);
	}

	/** What keys with an override take beyond that. */
	private static long bytesOfOverrides(LimitTerms terms) {
		long usual = bytesOfAKey(terms);
		return terms.overrides().values().stream().mapToLong((limit) -> Math.max(bytesOfAKey(limit) - usual, 0)).sum();
	}

	private static long bytesOfAKey(Limit limit) {
		return BYTES_OF_A_KEY + (keepsLog(limit) ? BYTES_OF_A_SPEND * limit.quota() : 0)
				+ (limit.block().isEmpty() ? 0 : BYTES_OF_A_BLOCK);
	}

}

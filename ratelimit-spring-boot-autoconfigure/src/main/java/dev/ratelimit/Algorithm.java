package dev.ratelimit;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.ratelimit.internal.text.NearestName;

/**
 * Algorithms of limits, named as in configuration ({@code token-bucket} is
 * {@link #TOKEN_BUCKET}).
 */
public enum Algorithm {

	/**
	 * A bucket that holds up to {@code capacity} permits and is refilled at the rate.
	 * Allows bursts up to the permits saved. Source: the token bucket of RFC 2697, in the
	 * form of the generic cell rate algorithm (ITU-T I.371).
	 */
	TOKEN_BUCKET,

	/**
	 * Calls leave evenly spaced by period/permits, never in a burst. With a maximum wait
	 * calls queue, and traffic is shaped. Source: the leaky bucket as a queue (Turner
	 * 1986), in the form of virtual scheduling (ITU-T I.371).
	 */
	LEAKY_BUCKET,

	/**
	 * A count per window; windows are aligned to the epoch. Up to twice the permits can
	 * pass around a window's edge.
	 */
	FIXED_WINDOW,

	/**
	 * The permits spent in the period before now, each remembered with its time: exact,
	 * with memory up to one entry per permit.
	 */
	SLIDING_WINDOW_LOG,

	/**
	 * The previous window's count, weighted by the share of it that the sliding window
	 * still covers, plus the current one's: the log's answer, estimated from two
	 * counters.
	 */
	SLIDING_WINDOW_COUNTER,

	/**
	 * A window, begun by the first call, in which permits become available one slot after
	 * the other; unused slots carry over until the window ends.
	 */
	PACED_WINDOW,

	/**
	 * Calls in flight: a permit is held from when a call is admitted until it is given
	 * back, or until the longest hold is over. Source: a counting semaphore (Dijkstra
	 * 1965) whose permits are leases (Gray and Cheriton 1989).
	 */
	CONCURRENCY;

	/**
	 * Returns the name used in configuration and messages, such as {@code token-bucket}.
	 * @return the lower-case name with hyphens
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns the algorithm of a {@link #id() name}.
	 * @param id the name, such as {@code fixed-window}; case and {@code _} for {@code -}
	 * do not matter
	 * @return the algorithm
	 * @throws IllegalArgumentException if there is none; the message lists the legal
	 * names
	 */
	public static Algorithm of(String id) {
		String name = id.trim().toUpperCase(Locale.ROOT).replace('-', '_');
		return Arrays.stream(values())
			.filter((algorithm) -> algorithm.name().equals(name))
			.findFirst()
			.orElseThrow(
					() -> new IllegalArgumentException("Unknown algorithm '%s'%s. The algorithms are: %s".formatted(id,
							NearestName.hint(id, Arrays.stream(values()).map(Algorithm::id).toList()),
							Arrays.stream(values()).map(Algorithm::id).collect(Collectors.joining(", ")))));
	}

}

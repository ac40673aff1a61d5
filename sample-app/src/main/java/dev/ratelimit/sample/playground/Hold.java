package dev.ratelimit.sample.playground;

/**
 * How long an admitted call holds its permit where calls in flight are limited.
 *
 * @param holdMillis from 1 to 10,000
 */
record Hold(long holdMillis) {

	private static final int LONGEST_MILLIS = 10_000;

	Hold {
		if (holdMillis < 1 || holdMillis > LONGEST_MILLIS) {
			throw new IllegalArgumentException(
					"Invalid holdMillis (%d): must be from 1 to %d".formatted(holdMillis, LONGEST_MILLIS));
		}
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * Windows of one period, aligned to the epoch.
 */
final class EpochWindow extends FixedWindow {

	private final long periodNanos;

	EpochWindow(Limit limit) {
		super(limit);
		this.periodNanos = limit.rate().periodNanos();
	}

	@Override
	long windowAt(long now) {
		return now / this.periodNanos;
	}

	@Override
	long endOf(long window) {
		return (window + 1) * this.periodNanos;
	}

}

package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * Windows of one period, aligned to the epoch.
 */
final class EpochWindow extends FixedWindow {

	private final long periodNanos;

	EpochWindow(Limit limit) {
		this(limit, 0);
	}

	private EpochWindow(Limit limit, long count) {
		super(limit, count);
		this.periodNanos = limit.rate().periodNanos();
	}

	@Override
	public EpochWindow holding(long permits) {
		return holds(permits) ? this : new EpochWindow(limit(), permits);
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

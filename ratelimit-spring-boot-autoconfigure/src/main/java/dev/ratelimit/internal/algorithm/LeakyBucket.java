package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A leaky bucket as a queue: the word is the next free slot, and may never be ahead when
 * a call leaves.
 */
final class LeakyBucket extends TickedBucket {

	LeakyBucket(Limit limit, long now) {
		super(limit, new Ticks(limit.rate(), limit.rate().periodNanos(), now), 0, 0);
	}

	@Override
	public long remaining(long word, long side, long now) {
		return (word <= clock(now)) ? 1 : 0;
	}

	@Override
	public long refund(long word, long side, long now, long permits, long charged) {
		return unreserve(word, permits, charged);
	}

}

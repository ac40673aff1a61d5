package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * A token bucket refilled continuously: the word may run ahead by the capacity's cost.
 */
final class TokenBucket extends TickedBucket {

	TokenBucket(Limit limit, long now) {
		this(limit, new Ticks(limit.rate(), limit.window().toNanos(), now));
	}

	private TokenBucket(Limit limit, Ticks ticks) {
		super(limit, ticks, ticks.costDownOf(limit.quota()), ticks.costOf(limit.quota() - limit.initialPermits()));
	}

}

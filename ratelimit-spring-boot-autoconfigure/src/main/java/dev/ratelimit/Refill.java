package dev.ratelimit;

/**
 * Ways to refill a token bucket.
 */
public enum Refill {

	/** Continuously: a permit each period/permits. */
	GREEDY,

	/** By the whole rate at once, at the start of every period, aligned to the epoch. */
	INTERVAL

}

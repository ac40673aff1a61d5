package dev.ratelimit;

/**
 * Ways to refill a token bucket.
 */
public enum Refill {

	/** Continuous: one permit every period/permits. */
	GREEDY,

	/** The whole rate at once, at the start of every period, aligned to the epoch. */
	INTERVAL

}

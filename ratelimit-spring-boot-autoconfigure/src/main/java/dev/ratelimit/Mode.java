package dev.ratelimit;

/**
 * Modes of a limit: refusals are carried out or only counted.
 */
public enum Mode {

	/** Calls over the limit are refused. */
	ENFORCE,

	/** Calls over the limit are counted and reported, but let through. */
	OBSERVE

}

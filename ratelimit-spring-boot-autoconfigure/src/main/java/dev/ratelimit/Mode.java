package dev.ratelimit;

/**
 * Whether a limit's refusals are carried out.
 */
public enum Mode {

	/** Calls over the limit are refused. */
	ENFORCE,

	/** Calls over the limit are counted and reported, but let through. */
	OBSERVE

}

package dev.ratelimit.internal.redis;

/**
 * Who decides while Redis cannot.
 */
public enum OnFailure {

	/** Each node for itself, by the same limits, from a fresh start. */
	LOCAL("each node decides by itself, and together they may admit the limit once per node"),

	/** Nobody: everything is let through. */
	ALLOW("every call is let through"),

	/** Nobody: everything is refused. */
	DENY("every call is refused");

	private final String meanwhile;

	OnFailure(String meanwhile) {
		this.meanwhile = meanwhile;
	}

	String meanwhile() {
		return this.meanwhile;
	}

}

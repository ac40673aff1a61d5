package dev.ratelimit.internal.remote;

/**
 * What decides calls while the store elsewhere does not.
 */
public enum OnFailure {

	/** Each node for itself, by the same limits, beginning with nothing spent. */
	LOCAL("each node decides by itself, and together they may admit the limit once per node"),

	/** Every call is let through. */
	ALLOW("every call is let through"),

	/** Every call is refused. */
	DENY("every call is refused");

	private final String meanwhile;

	OnFailure(String meanwhile) {
		this.meanwhile = meanwhile;
	}

	/**
	 * What that means for calls.
	 * @return half a sentence
	 */
	public String meanwhile() {
		return this.meanwhile;
	}

}

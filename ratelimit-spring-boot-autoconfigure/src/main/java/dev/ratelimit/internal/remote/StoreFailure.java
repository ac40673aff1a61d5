package dev.ratelimit.internal.remote;

/**
 * Why a store did not do what it was asked.
 *
 * @param extent what else it cannot do
 * @param kind tells failures with one cause from others, such as an error's code
 * @param reason what went wrong, in the store's words
 * @param remedy what to do about it; empty if that is plain
 */
public record StoreFailure(Extent extent, String kind, String reason, String remedy) {

	/** The kind of a failure to answer in time. */
	public static final String LATE = "late";

	/**
	 * What a failure says of other calls.
	 */
	public enum Extent {

		/** Other calls may be decided all the same. */
		CALL,

		/** If other calls fail as well, the store as a whole cannot decide. */
		STORE,

		/** No call can be decided before there is a connection again. */
		CONNECTION

	}

	/** Whether the store has answered, in time, that it does not do it. */
	boolean isAnswer() {
		return this.extent != Extent.CONNECTION && !this.kind.equals(LATE);
	}

	String text() {
		return this.remedy.isEmpty() ? this.reason : this.reason + ": " + this.remedy;
	}

}

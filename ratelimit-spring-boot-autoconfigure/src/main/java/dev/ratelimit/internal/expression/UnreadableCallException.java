package dev.ratelimit.internal.expression;

/**
 * Signals a call that an expression cannot read, such as for a malformed body, so that
 * neither its key nor its cost can be known. It is to be turned away as malformed, before
 * anything is spent.
 */
public class UnreadableCallException extends RuntimeException {

	private static final int DEEPEST_CAUSE = 10;

	/**
	 * A request whose parameters cannot be read.
	 * @param cause why
	 */
	public UnreadableCallException(Throwable cause) {
		super("The request's parameters cannot be read", cause);
	}

	/** Throws what SpEL may have wrapped. */
	static void rethrow(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			if (cause instanceof UnreadableCallException unreadable) {
				throw unreadable;
			}
			cause = cause.getCause();
		}
	}

}

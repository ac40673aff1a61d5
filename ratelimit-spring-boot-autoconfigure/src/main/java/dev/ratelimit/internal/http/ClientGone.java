package dev.ratelimit.internal.http;

import java.io.EOFException;
import java.nio.channels.ClosedChannelException;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Tells a client that has left from a server that has failed.
 */
public final class ClientGone {

	/**
	 * Status of an exchange whose client has left, in place of a response's that a server
	 * may have taken back; as nginx logs it.
	 */
	public static final int STATUS = 499;

	private static final int DEEPEST_CAUSE = 10;

	private ClientGone() {
	}

	/**
	 * Whether an exception was thrown because the client has left.
	 * @param thrown the exception; null for none
	 * @return true if so
	 */
	public static boolean caused(@Nullable Throwable thrown) {
		if (thrown == null) {
			return false;
		}
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			if (cause instanceof ClosedChannelException || cause instanceof EOFException) {
				return true;
			}
			cause = cause.getCause();
		}
		return DisconnectedClientHelper.isClientDisconnectedException(thrown);
	}

}

package dev.ratelimit.internal.servlet;

import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Tells a client that has left from a server that has failed.
 */
final class ClientGone {

	private static final int DEEPEST_CAUSE = 10;

	/** Where whoever handled an exception notes it; MVC must not be needed. */
	private static final List<String> HANDLED = List.of(RequestDispatcher.ERROR_EXCEPTION,
			"org.springframework.web.servlet.DispatcherServlet.EXCEPTION");

	private ClientGone() {
	}

	/** Whether an exception was thrown because the client has left. */
	static boolean caused(@Nullable Throwable thrown) {
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

	/** Whether somebody has handled such an exception. */
	static boolean noted(ServletRequest request) {
		try {
			return HANDLED.stream()
				.anyMatch((name) -> request.getAttribute(name) instanceof Throwable handled && caused(handled));
		}
		catch (IllegalStateException ex) {
			// The container has taken the request back
			return false;
		}
	}

}

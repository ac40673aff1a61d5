package dev.ratelimit.internal.http;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
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

	/** What is thrown for clients only, also where a call passes a body on. */
	private static final List<Class<?>> SERVERS = present("org.apache.catalina.connector.ClientAbortException",
			"org.eclipse.jetty.io.EofException",
			"org.springframework.web.context.request.async.AsyncRequestNotUsableException");

	private ClientGone() {
	}

	/**
	 * Whether an exception was thrown because the client has left. Others may look the
	 * same: a server elsewhere can hang up on the handler, too.
	 * @param thrown the exception; null for none
	 * @return true if only a client's leaving throws it
	 */
	public static boolean caused(@Nullable Throwable thrown) {
		@Nullable Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			if (isServers(cause)) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	/**
	 * Whether the client's own connection has failed as it left.
	 * @param failure what reading from it, writing to it or waiting for it has thrown
	 * @return true if so
	 */
	public static boolean ended(@Nullable Throwable failure) {
		return failure instanceof IOException || caused(failure)
				|| (failure != null && DisconnectedClientHelper.isClientDisconnectedException(failure));
	}

	private static List<Class<?>> present(String... names) {
		ClassLoader loader = ClientGone.class.getClassLoader();
		return Stream.of(names)
			.filter((name) -> ClassUtils.isPresent(name, loader))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, loader))
			.toList();
	}

	private static boolean isServers(Throwable thrown) {
		return SERVERS.stream().anyMatch((type) -> type.isInstance(thrown));
	}

}

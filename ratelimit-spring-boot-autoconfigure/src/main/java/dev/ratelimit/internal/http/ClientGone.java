package dev.ratelimit.internal.http;

import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
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

	/**
	 * Failures of calls to others, who may hang up, too; those that
	 * {@link DisconnectedClientHelper} leaves out.
	 */
	private static final List<Class<?>> CALLS = present("org.springframework.web.client.RestClientException",
			"org.springframework.web.reactive.function.client.WebClientException",
			"org.springframework.dao.DataAccessException", "org.springframework.messaging.MessagingException");

	/** What servers throw for their clients, also where a call passes a body on. */
	private static final List<Class<?>> SERVERS = present("org.apache.catalina.connector.ClientAbortException",
			"org.eclipse.jetty.io.EofException");

	private ClientGone() {
	}

	/**
	 * Whether an exception was thrown because the client has left.
	 * @param thrown the exception; null for none
	 * @return true if so
	 */
	public static boolean caused(@Nullable Throwable thrown) {
		boolean called = false;
		@Nullable Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
			called = called || isOneOf(CALLS, cause);
			if (isOneOf(SERVERS, cause) || (!called && isClosed(cause))) {
				return true;
			}
			cause = cause.getCause();
		}
		return thrown != null && DisconnectedClientHelper.isClientDisconnectedException(thrown);
	}

	private static List<Class<?>> present(String... names) {
		ClassLoader loader = ClientGone.class.getClassLoader();
		return Stream.of(names)
			.filter((name) -> ClassUtils.isPresent(name, loader))
			.<Class<?>>map((name) -> ClassUtils.resolveClassName(name, loader))
			.toList();
	}

	private static boolean isOneOf(List<Class<?>> types, Throwable thrown) {
		return types.stream().anyMatch((type) -> type.isInstance(thrown));
	}

	private static boolean isClosed(Throwable cause) {
		return cause instanceof ClosedChannelException || cause instanceof EOFException;
	}

}

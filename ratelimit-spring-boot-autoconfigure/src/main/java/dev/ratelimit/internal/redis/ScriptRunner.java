package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Runs scripts in Redis. Only {@link #connect} blocks; elsewhere what goes wrong is in
 * the future.
 */
interface ScriptRunner extends AutoCloseable {

	/**
	 * Runs a script that Redis knows already.
	 * @param script the script
	 * @param keys the keys it touches, all in one slot
	 * @param arguments its arguments
	 * @return its reply; completed exceptionally if Redis does not know the script
	 */
	CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments);

	/**
	 * Runs a script and makes it known.
	 * @param script the script
	 * @param keys the keys it touches, all in one slot
	 * @param arguments its arguments
	 * @return its reply
	 */
	CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments);

	/**
	 * Which keys one script may name together: those of the same group.
	 * @param key a key
	 * @return its group
	 */
	default int group(byte[] key) {
		return 0;
	}

	/**
	 * Removes keys.
	 * @param keys the keys, all in one slot
	 * @return how many there were
	 */
	CompletableFuture<Long> remove(byte[][] keys);

	/**
	 * Connects. It goes on in the background where it takes longer.
	 * @param wait how long to wait for it
	 * @throws ExecutionException what went wrong
	 * @throws TimeoutException if it takes longer
	 */
	default void connect(Duration wait) throws ExecutionException, TimeoutException {
		// only where there is something to connect
	}

	/** Gives up a connection over which nothing comes any more, and begins a new one. */
	default void renew() {
		// only where there is one
	}

	/** Closes the connection. {@link #connect} opens it again. */
	@Override
	default void close() {
		// only where there is one
	}

}

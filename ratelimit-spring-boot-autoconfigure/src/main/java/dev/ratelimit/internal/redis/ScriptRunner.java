package dev.ratelimit.internal.redis;

import java.util.concurrent.CompletableFuture;

/**
 * One trip to Redis. Never blocks; what goes wrong is in the future.
 */
interface ScriptRunner {

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
	 * Removes keys.
	 * @param keys the keys, all in one slot
	 * @return how many there were
	 */
	CompletableFuture<Long> remove(byte[][] keys);

	/** Gives up a connection over which nothing comes any more, and begins a new one. */
	default void renew() {
		// only where there is one
	}

}

package dev.ratelimit.internal.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * Connects to Redis. One thread at a time.
 */
interface Connector extends AutoCloseable {

	/**
	 * Connects anew. What was connected before is closed.
	 * @return the commands of the one connection
	 */
	RedisClusterAsyncCommands<byte[], byte[]> connect();

	/** Closes what is connected. It can be connected again. */
	@Override
	default void close() {
		// Only where this connector has opened the connection
	}

}

package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;

/**
 * One server and one connection for all tests that need no more than that.
 */
final class Redis {

	private static final AtomicInteger prefixes = new AtomicInteger();

	private static final RedisServer server = RedisServer.start();

	private static final StatefulRedisConnection<byte[], byte[]> connection = RedisClient
		.create(RedisURI.create("127.0.0.1", server.port()))
		.connect(ByteArrayCodec.INSTANCE);

	private Redis() {
	}

	static RedisServer server() {
		return server;
	}

	static RedisClusterAsyncCommands<byte[], byte[]> commands() {
		return connection.async();
	}

	static ScriptRunner runner() {
		LettuceScriptRunner runner = new LettuceScriptRunner(connection::async);
		try {
			runner.connect(Duration.ofSeconds(5));
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
		return runner;
	}

	/** A prefix that nobody else has used on the server. */
	static String prefix() {
		return "test" + prefixes.incrementAndGet() + ":";
	}

}

package dev.ratelimit.internal.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on one shared connection. Where it could not be established yet, that goes
 * on in the background, and calls fail at once.
 */
final class LettuceScriptRunner implements ScriptRunner {

	private final Supplier<RedisClusterAsyncCommands<byte[], byte[]>> connect;

	private final AtomicBoolean connecting = new AtomicBoolean();

	private volatile @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands;

	LettuceScriptRunner(Supplier<RedisClusterAsyncCommands<byte[], byte[]>> connect) {
		this.connect = connect;
	}

	/** Connects, on this thread; throws what went wrong. */
	void connect() {
		this.commands = this.connect.get();
	}

	@Override
	public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.commands;
		if (commands == null) {
			return unconnected();
		}
		return commands.<byte[]>evalsha(script.sha(), ScriptOutputType.VALUE, keys, arguments).toCompletableFuture();
	}

	@Override
	public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.commands;
		if (commands == null) {
			return unconnected();
		}
		return commands.<byte[]>eval(script.text(), ScriptOutputType.VALUE, keys, arguments).toCompletableFuture();
	}

	@Override
	public CompletableFuture<Long> remove(byte[][] keys) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.commands;
		return (commands != null) ? commands.del(keys).toCompletableFuture() : unconnected();
	}

	@Override
	public void renew() {
		unconnected();
	}

	private <T> CompletableFuture<T> unconnected() {
		if (this.connecting.compareAndSet(false, true)) {
			Thread thread = new Thread(this::connectLater, "ratelimit-redis-connect");
			thread.setDaemon(true);
			thread.start();
		}
		return CompletableFuture.failedFuture(new RedisConnectionException("Not connected yet"));
	}

	private void connectLater() {
		try {
			connect();
		}
		catch (RuntimeException ex) {
			// The next call tries again
		}
		finally {
			this.connecting.set(false);
		}
	}

}

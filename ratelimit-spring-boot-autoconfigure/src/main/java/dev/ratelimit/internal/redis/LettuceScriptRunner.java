package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on one shared connection. Where it could not be established yet, that goes
 * on in the background, and calls fail at once.
 */
final class LettuceScriptRunner implements ScriptRunner {

	private final Connector connector;

	/** Of the one thread that connects. */
	private final AtomicReference<@Nullable CompletableFuture<?>> connecting = new AtomicReference<>();

	private volatile @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands;

	private volatile RuntimeException failure = new RedisConnectionException("Not connected yet");

	private volatile boolean closed;

	LettuceScriptRunner(Connector connector) {
		this.connector = connector;
	}

	@Override
	public void connect(Duration wait) throws ExecutionException, TimeoutException {
		this.closed = false;
		try {
			connectAside().get(wait.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TimeoutException("interrupted");
		}
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

	/** A cluster's slot. */
	@Override
	public int group(byte[] key) {
		return (this.commands instanceof RedisAdvancedClusterAsyncCommands) ? SlotHash.getSlot(key) : 0;
	}

	@Override
	public CompletableFuture<Long> remove(byte[][] keys) {
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.commands;
		return (commands != null) ? commands.del(keys).toCompletableFuture() : unconnected();
	}

	@Override
	public void renew() {
		connectAside();
	}

	private <T> CompletableFuture<T> unconnected() {
		connectAside();
		return CompletableFuture.failedFuture(this.failure);
	}

	private CompletableFuture<?> connectAside() {
		if (this.closed) {
			return CompletableFuture.failedFuture(new RedisConnectionException("Closed"));
		}
		CompletableFuture<?> mine = new CompletableFuture<>();
		CompletableFuture<?> other = this.connecting.compareAndExchange(null, mine);
		if (other != null) {
			return other;
		}
		Thread thread = new Thread(() -> connect(mine), "ratelimit-redis-connect");
		thread.setDaemon(true);
		thread.start();
		return mine;
	}

	private void connect(CompletableFuture<?> result) {
		try {
			this.commands = this.connector.connect();
			result.complete(null);
		}
		catch (RuntimeException ex) {
			// The next call tries again
			this.failure = ex;
			result.completeExceptionally(ex);
		}
		finally {
			this.connecting.set(null);
			if (this.closed) {
				close();
			}
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.commands = null;
		if (this.connecting.get() == null) {
			this.connector.close();
		}
	}

}

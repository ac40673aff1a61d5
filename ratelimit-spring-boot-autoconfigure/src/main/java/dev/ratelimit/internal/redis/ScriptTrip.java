package dev.ratelimit.internal.redis;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import dev.ratelimit.internal.remote.Trip;
import io.lettuce.core.RedisNoScriptException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script. It is named by its digest, and sent whole where Redis does not
 * know it.
 *
 * @param <T> what is read off the reply
 */
final class ScriptTrip<T> implements Trip<byte[], T> {

	private final ScriptRunner runner;

	private final Script script;

	private final byte[][] keys;

	private final byte[][] arguments;

	private final byte[][] probing;

	private final Function<byte[], T> reader;

	/**
	 * A run of a script.
	 * @param runner makes the trip
	 * @param script the script
	 * @param keys the keys it touches, all in one slot
	 * @param arguments its arguments
	 * @param probing arguments with which it can be asked over and over
	 * @param reader reads the reply
	 */
	ScriptTrip(ScriptRunner runner, Script script, byte[][] keys, byte[][] arguments, byte[][] probing,
			Function<byte[], T> reader) {
		this.runner = runner;
		this.script = script;
		this.keys = keys;
		this.arguments = arguments;
		this.probing = probing;
		this.reader = reader;
	}

	@Override
	public CompletableFuture<byte[]> send() {
		return this.runner.runKnown(this.script, this.keys, this.arguments);
	}

	@Override
	public @Nullable CompletableFuture<byte[]> sendAgain(Throwable failure) {
		return (failure instanceof RedisNoScriptException) ? this.runner.run(this.script, this.keys, this.arguments)
				: null;
	}

	@Override
	public T read(byte[] answer) {
		return this.reader.apply(answer);
	}

	/** Goes where the failure was, to names that end otherwise than a limit's. */
	@Override
	public CompletableFuture<?> probe() {
		byte[][] beside = new byte[this.keys.length][];
		for (int i = 0; i < beside.length; i++) {
			beside[i] = Arrays.copyOf(this.keys[i], this.keys[i].length + 1);
			beside[i][this.keys[i].length] = '~';
		}
		return new ScriptTrip<>(this.runner, this.script, beside, this.probing, this.probing, this.reader).whole();
	}

	byte[][] arguments() {
		return this.arguments;
	}

	/** Goes all the way that a call goes. */
	CompletableFuture<byte[]> whole() {
		return send().exceptionallyCompose((failure) -> {
			CompletableFuture<byte[]> again = sendAgain(failure);
			return (again != null) ? again : CompletableFuture.failedFuture(failure);
		});
	}

}

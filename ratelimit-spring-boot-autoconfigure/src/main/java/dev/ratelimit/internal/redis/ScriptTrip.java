package dev.ratelimit.internal.redis;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.remote.Trip;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import org.jspecify.annotations.Nullable;

/**
 * One run of a script. It is named by its digest, and sent whole where Redis does not
 * know it.
 *
 * @param <T> what is read off the reply
 */
final class ScriptTrip<T> implements Trip<byte[], T> {

	/** For scripts that ask no limit. */
	static final LimitArguments[] NO_TERMS = {};

	/** A limit is asked in another window than that of its clock, which is given. */
	private static final Pattern OUTSIDE = Pattern.compile("CALENDAR (\\d+) (\\d+)");

	private final ScriptRunner runner;

	private final Script script;

	private final byte[][] keys;

	private final LimitArguments[] terms;

	private final Supplier<byte[][]> arguments;

	private final byte[][] probing;

	private final Function<byte[], T> reader;

	/**
	 * A run of a script.
	 * @param runner makes the trip
	 * @param script the script
	 * @param keys the keys it touches, all in one slot
	 * @param terms of the limits it asks, in order
	 * @param arguments its arguments, as the terms have it at present
	 * @param probing arguments with which it can be asked over and over
	 * @param reader reads the reply
	 */
	ScriptTrip(ScriptRunner runner, Script script, byte[][] keys, LimitArguments[] terms, Supplier<byte[][]> arguments,
			byte[][] probing, Function<byte[], T> reader) {
		this.runner = runner;
		this.script = script;
		this.keys = keys;
		this.terms = terms;
		this.arguments = arguments;
		this.probing = probing;
		this.reader = reader;
	}

	@Override
	public CompletableFuture<byte[]> send() {
		return this.runner.runKnown(this.script, this.keys, this.arguments.get());
	}

	@Override
	public @Nullable CompletableFuture<byte[]> sendAgain(Throwable failure) {
		return sendAgain(failure, 1 + this.terms.length);
	}

	/** Once for a script not known, and once for each limit in another window. */
	private @Nullable CompletableFuture<byte[]> sendAgain(Throwable failure, int times) {
		CompletableFuture<byte[]> again = (times > 0) ? corrected(failure) : null;
		return (again != null) ? again.exceptionallyCompose((next) -> {
			CompletableFuture<byte[]> last = sendAgain(Answers.cause(next), times - 1);
			return (last != null) ? last : CompletableFuture.failedFuture(next);
		}) : null;
	}

	private @Nullable CompletableFuture<byte[]> corrected(Throwable failure) {
		if (failure instanceof RedisNoScriptException) {
			return this.runner.run(this.script, this.keys, this.arguments.get());
		}
		Matcher outside = OUTSIDE.matcher(String.valueOf(failure.getMessage()));
		if (!(failure instanceof RedisCommandExecutionException) || !outside.matches()) {
			return null;
		}
		SentWindow window = this.terms[Integer.parseInt(outside.group(1)) - 1].window;
		if (window != null) {
			window.show(Long.parseLong(outside.group(2)));
		}
		return send();
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
		return new ScriptTrip<>(this.runner, this.script, beside, NO_TERMS, () -> this.probing, this.probing,
				this.reader)
			.whole();
	}

	byte[][] arguments() {
		return this.arguments.get();
	}

	/** Goes all the way that a call goes. */
	CompletableFuture<byte[]> whole() {
		return send().exceptionallyCompose((failure) -> {
			CompletableFuture<byte[]> again = sendAgain(failure);
			return (again != null) ? again : CompletableFuture.failedFuture(failure);
		});
	}

}

package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;

/**
 * A decision asked for only to see whether Redis takes it.
 */
final class Probe {

	private static final Terms TERMS = Terms.of("probe", Limit.of("probe", Algorithm.LEAKY_BUCKET, "1/1ms"));

	private static final Script SCRIPT = Script.of(List.of(TERMS.algorithm));

	private static final int WARM_UPS = 10;

	private static final int WARM_UPS_AT_ONCE = 10;

	private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ScriptRunner runner;

	/** Beside the key that could not be reached: the probe goes where the failure was. */
	private volatile byte[] key = {};

	Probe(ScriptRunner runner) {
		this.runner = runner;
	}

	/** Asks from now on in the slot of that key, which ends in the name of its limit. */
	void goBeside(byte[] failed) {
		byte[] beside = Arrays.copyOf(failed, failed.length + 1);
		beside[beside.length - 1] = '~';
		this.key = beside;
	}

	CompletableFuture<byte[]> send() {
		byte[][] keys = { this.key };
		byte[][] arguments = { TERMS.call(1) };
		return this.runner.run(SCRIPT, keys, arguments);
	}

	/** Makes the first trips, in many slots, to reach each master of a cluster. */
	void warmUp(RedisKeys keys, long timeoutNanos) throws ExecutionException, TimeoutException {
		long end = System.nanoTime() + WARM_UP_NANOS;
		for (int round = 0; round < WARM_UPS && System.nanoTime() - end < 0; round++) {
			List<CompletableFuture<byte[]>> answers = new ArrayList<>();
			for (int i = 0; i < WARM_UPS_AT_ONCE; i++) {
				this.key = keys.name(round + "." + i, "~");
				answers.add(send());
			}
			long deadline = System.nanoTime() + Math.max(timeoutNanos, WARM_UP_NANOS);
			for (CompletableFuture<byte[]> answer : answers) {
				Deadline.await(answer, deadline);
			}
		}
	}

}

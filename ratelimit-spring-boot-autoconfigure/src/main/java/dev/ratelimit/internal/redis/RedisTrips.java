package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import dev.ratelimit.internal.limiter.LimiterListener;
import io.lettuce.core.RedisNoScriptException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Trips to Redis that never take longer than the time-out, and none while Redis is known
 * to be down. What timed out is never sent again: it may have spent.
 */
final class RedisTrips {

	private static final Log logger = LogFactory.getLog(RedisTrips.class);

	/** About a second's. */
	private static final int PROBES_PER_CONNECTION = 10;

	private final ScriptRunner runner;

	private final long timeoutNanos;

	private final CircuitBreaker breaker;

	private final @Nullable LimiterListener listener;

	private final LongAdder errors = new LongAdder();

	private final AtomicInteger probes = new AtomicInteger();

	private final Probe probe;

	RedisTrips(ScriptRunner runner, Duration timeout, CircuitBreaker breaker, @Nullable LimiterListener listener) {
		this.listener = listener;
		this.runner = runner;
		this.probe = new Probe(runner);
		this.timeoutNanos = timeout.toNanos();
		this.breaker = breaker;
	}

	/**
	 * Connects, and makes the first trips, which in a cold JVM would take too long. Where
	 * that fails Redis is known to be down.
	 * @param connect connects
	 * @param keys names where to probe: in many slots, to reach each master of a cluster
	 */
	void begin(Runnable connect, RedisKeys keys) {
		this.probe.goBeside(keys.name("", ""));
		try {
			connect.run();
			this.probe.warmUp(keys, this.timeoutNanos);
		}
		catch (TimeoutException | ExecutionException | RuntimeException ex) {
			this.breaker.open(String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex)), this.breaker.outages());
		}
	}

	/** Until when a decision that begins now may take because of Redis. */
	long deadline() {
		return deadline(System.nanoTime());
	}

	/** The same of one that begins at a time of {@link System#nanoTime()}. */
	long deadline(long now) {
		return now + this.timeoutNanos;
	}

	/** Runs a script; null if Redis did not answer by the deadline. */
	byte @Nullable [] run(long deadline, Script script, byte[][] keys, byte[]... arguments) {
		return guarded(keys, () -> once(deadline, script, keys, arguments));
	}

	/**
	 * Runs a script that decides nothing: where it fails Redis is not thought to be down.
	 * @param script the script
	 * @param keys the keys it touches
	 * @param arguments its arguments
	 * @return its reply; null if Redis did not answer, or is known to be down
	 */
	byte @Nullable [] aside(Script script, byte[][] keys, byte[]... arguments) {
		if (!up()) {
			return null;
		}
		try {
			return once(deadline(), script, keys, arguments);
		}
		catch (TimeoutException | ExecutionException | RuntimeException ex) {
			logger.debug("Redis did not answer beside decisions", ex);
			return null;
		}
	}

	private byte[] once(long deadline, Script script, byte[][] keys, byte[][] arguments)
			throws ExecutionException, TimeoutException {
		try {
			return Deadline.await(this.runner.runKnown(script, keys, arguments), deadline);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RedisNoScriptException) {
				return Deadline.await(this.runner.run(script, keys, arguments), deadline);
			}
			throw ex;
		}
	}

	/** Runs a script; what is answered completes, even if that has failed. */
	CompletableFuture<?> send(Script script, byte[][] keys, byte[]... arguments) {
		if (!this.breaker.closed()) {
			return CompletableFuture.completedFuture(null);
		}
		int before = this.breaker.outages();
		return Answers.settled(() -> this.runner.runKnown(script, keys, arguments))
			.orTimeout(this.timeoutNanos, TimeUnit.NANOSECONDS)
			.handle((reply, failure) -> {
				if (failure instanceof TimeoutException) {
					failed(keys, tooLate(), before);
				}
				else if (failure instanceof RedisNoScriptException) {
					Answers.settled(() -> this.runner.run(script, keys, arguments));
				}
				else if (failure != null) {
					failed(keys, failure, before);
				}
				return reply;
			});
	}

	/** Removes keys. */
	void remove(byte[][] keys) {
		guarded(keys, () -> Deadline.await(this.runner.remove(keys), deadline()));
	}

	/** Whether Redis is not known to be down. */
	boolean up() {
		return this.breaker.closed();
	}

	/** How many times Redis did not decide. */
	long failures() {
		return this.breaker.failures();
	}

	/** How often Redis went down; what is from before it may have forgotten. */
	int outages() {
		return this.breaker.outages();
	}

	private <T> @Nullable T guarded(byte[][] keys, Trip<T> trip) {
		int before = this.breaker.outages();
		if (!this.breaker.closed()) {
			if (this.breaker.probes()) {
				probe();
			}
			this.breaker.count();
			return null;
		}
		try {
			return timed(trip);
		}
		catch (TimeoutException ex) {
			failed(keys, tooLate(), before);
		}
		catch (ExecutionException ex) {
			failed(keys, ex.getCause(), before);
		}
		catch (RuntimeException ex) {
			failed(keys, ex, before);
		}
		this.breaker.count();
		return null;
	}

	private <T> T timed(Trip<T> trip) throws ExecutionException, TimeoutException {
		if (this.listener == null) {
			return trip.go();
		}
		long start = System.nanoTime();
		T answer = trip.go();
		this.listener.answered(System.nanoTime() - start);
		return answer;
	}

	private String tooLate() {
		return "no answer within " + Duration.ofNanos(this.timeoutNanos).toMillis() + " ms";
	}

	private void failed(byte[][] keys, @Nullable Throwable cause, int before) {
		if (Answers.sayDown(cause)) {
			failed(keys, String.valueOf(cause), before);
			return;
		}
		this.errors.increment();
		if (Long.bitCount(this.errors.sum()) == 1) {
			logger.error("Redis refused the script for a key, %d time(s) so far; it was decided without Redis"
				.formatted(this.errors.sum()), cause);
		}
	}

	private void failed(byte[][] keys, String reason, int before) {
		this.probe.goBeside(keys[0]);
		this.breaker.open(reason, before);
	}

	/**
	 * Asks without waiting for the answer, so that no call takes longer for it. A
	 * connection over which probes get nowhere may be dead without knowing, or still lead
	 * to who was the master once: a new one is tried from time to time.
	 */
	private void probe() {
		if (this.probes.incrementAndGet() % PROBES_PER_CONNECTION == 0) {
			this.runner.renew();
		}
		Answers.settled(this.probe::send).orTimeout(this.timeoutNanos, TimeUnit.NANOSECONDS).thenRun(this::back);
	}

	private void back() {
		this.probes.set(0);
		this.breaker.close();
	}

	private interface Trip<T> {

		T go() throws ExecutionException, TimeoutException;

	}

}

package dev.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Clock for tests that stands still until it is advanced. A thread that sleeps on it
 * advances it to the end of the sleep, so that nothing waits in real time. A
 * {@link #delay} does not advance it; the delay ends once the clock reaches its end.
 * Stages that depend on the delay run on the thread that advances the clock, with the
 * clock at the delay's end. Safe for use by many threads.
 */
public final class ManualTimeSource implements TimeSource {

	private static final Instant LAST = Instant.parse("2116-01-01T00:00:00Z");

	/** Later moments are beyond what algorithms count: they would wait for ever. */
	private static final long END = TimeUnit.SECONDS.toNanos(LAST.getEpochSecond());

	private final Queue<Delay> delays = new PriorityQueue<>();

	private volatile long now;

	/** Time of the clock once all threads that are moving it are done. */
	private long target;

	private long delayed;

	/**
	 * Creates a clock at 2026-01-01T00:00:00Z.
	 */
	public ManualTimeSource() {
		this(Instant.parse("2026-01-01T00:00:00Z"));
	}

	/**
	 * Creates a clock at a moment.
	 * @param start the moment, from 1970 to the beginning of 2116
	 * @throws IllegalArgumentException if the moment is not in these years
	 */
	public ManualTimeSource(Instant start) {
		if (start.isBefore(Instant.EPOCH) || start.isAfter(LAST)) {
			throw new IllegalArgumentException(
					"Invalid start (%s): must be from %s to %s".formatted(start, Instant.EPOCH, LAST));
		}
		this.now = Math.addExact(TimeUnit.SECONDS.toNanos(start.getEpochSecond()), (long) start.getNano());
		this.target = this.now;
	}

	@Override
	public long nanos() {
		return this.now;
	}

	/**
	 * Advances the clock, from the end of one delay to the next.
	 * @param time the time to advance by; not negative
	 * @throws IllegalArgumentException if the time is negative, or ends after the
	 * beginning of 2116
	 */
	public void advance(Duration time) {
		if (time.isNegative()) {
			throw new IllegalArgumentException("Invalid advance (%s): must not be negative".formatted(time));
		}
		long due;
		synchronized (this.delays) {
			if (time.compareTo(Duration.ofNanos(END - this.target)) > 0) {
				throw new IllegalArgumentException(
						"Invalid advance (%s): from %s it would pass %s, where the clock ends".formatted(time,
								moment(this.target), LAST));
			}
			due = this.target + time.toNanos();
			this.target = due;
		}
		moveTo(due);
	}

	private static Instant moment(long nanos) {
		return Instant.EPOCH.plusNanos(nanos);
	}

	private static IllegalStateException beyond(long from, long nanos) {
		return new IllegalStateException("Cannot sleep for %s: from %s it would pass %s, where the clock ends"
			.formatted(Duration.ofNanos(nanos), moment(from), LAST));
	}

	/**
	 * Advances the clock to the end of the sleep.
	 * @throws IllegalStateException if that is after the beginning of 2116
	 */
	@Override
	public void sleep(long nanos) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		long due;
		synchronized (this.delays) {
			if (nanos > END - this.now) {
				throw beyond(this.now, nanos);
			}
			due = this.now + Math.max(nanos, 0);
			this.target = Math.max(this.target, due);
		}
		moveTo(due);
	}

	/**
	 * Moves the clock on from one delay's moment to the next, up to the one at which the
	 * stage is complete.
	 * @throws IllegalStateException if it is not by the beginning of 2116, and the sleep
	 * is longer
	 */
	@Override
	public void sleep(long nanos, CompletionStage<?> wake) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		CompletableFuture<?> woken = wake.toCompletableFuture();
		long begun = this.now;
		long due = begun + Math.min(Math.max(nanos, 0), END - begun);
		Delay next = null;
		while (!woken.isDone() && (next = next(due)) != null) {
			next.due.complete(null);
		}
		synchronized (this.delays) {
			this.target = Math.max(this.target, this.now);
		}
		if (nanos > END - begun && !woken.isDone()) {
			throw beyond(begun, nanos);
		}
	}

	@Override
	public CompletionStage<Void> delay(long nanos) {
		CompletableFuture<Void> due = new OnTheMovingThread();
		if (nanos <= 0) {
			due.complete(null);
			return due;
		}
		synchronized (this.delays) {
			Delay delay = new Delay(this.now + Math.min(nanos, Long.MAX_VALUE - this.now), this.delayed++, due);
			this.delays.add(delay);
			due.whenComplete((done, failure) -> forget(delay));
		}
		return due;
	}

	private void forget(Delay delay) {
		synchronized (this.delays) {
			this.delays.remove(delay);
		}
	}

	private void moveTo(long due) {
		for (Delay next = next(due); next != null; next = next(due)) {
			next.due.complete(null);
		}
	}

	/** The next delay that is over on the way, with the clock at its moment. */
	private @Nullable Delay next(long due) {
		synchronized (this.delays) {
			Delay next = this.delays.peek();
			boolean onTheWay = next != null && next.at <= due;
			this.now = Math.max(this.now, onTheWay ? next.at : due);
			return onTheWay ? this.delays.remove() : null;
		}
	}

	/**
	 * Runs on the thread that moves the clock also what is completed asynchronously.
	 */
	private static final class OnTheMovingThread extends CompletableFuture<Void> {

		@Override
		public Executor defaultExecutor() {
			return Runnable::run;
		}

	}

	/**
	 * A wait without a thread.
	 *
	 * @param at when it is over
	 * @param order how many were begun before
	 * @param due completed then
	 */
	private record Delay(long at, long order, CompletableFuture<Void> due) implements Comparable<Delay> {

		@Override
		public int compareTo(Delay other) {
			return (this.at != other.at) ? Long.compare(this.at, other.at) : Long.compare(this.order, other.order);
		}

	}

}

package dev.ratelimit.internal.redis;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import dev.ratelimit.internal.limiter.LimiterListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether Redis is known to be down. Opens with the first failure; while it is open, one
 * call at a time, at short intervals that vary, is told to probe; a probe that succeeds
 * closes it. Says so in the log when it opens and when it closes.
 */
final class CircuitBreaker {

	private static final long CLOSED = Long.MAX_VALUE;

	private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

	private static final Log logger = LogFactory.getLog(CircuitBreaker.class);

	private final String meanwhile;

	private final @Nullable LimiterListener listener;

	private final long origin = System.nanoTime();

	/** When to probe next; {@link #CLOSED} while Redis is up. */
	private final AtomicLong probeAt = new AtomicLong(CLOSED);

	private volatile int outages;

	private final LongAdder failures = new LongAdder();

	private long openedAt;

	private long failuresBefore;

	CircuitBreaker(String meanwhile, @Nullable LimiterListener listener) {
		this.listener = listener;
		this.meanwhile = meanwhile;
	}

	boolean closed() {
		return this.probeAt.get() == CLOSED;
	}

	/** Whether this caller is to probe now. */
	boolean probes() {
		long due = this.probeAt.get();
		return due <= now() && this.probeAt.compareAndSet(due, now() + pause());
	}

	private long now() {
		return System.nanoTime() - this.origin;
	}

	private static long pause() {
		return ThreadLocalRandom.current().nextLong(SHORTEST_NANOS, LONGEST_NANOS);
	}

	/** How often Redis went down; to be asked before a trip, and told if it fails. */
	int outages() {
		return this.outages;
	}

	/**
	 * Opens, unless it has done so since the trip that failed began: that was the same
	 * outage.
	 * @param reason what went wrong
	 * @param before the outages before that trip
	 */
	synchronized void open(String reason, int before) {
		if (closed() && this.outages == before) {
			this.openedAt = now();
			this.failuresBefore = this.failures.sum();
			// First, or a trip could begin after this outage and yet count as a new one
			this.probeAt.set(now() + pause());
			this.outages = before + 1;
			logger.warn("Redis cannot decide rate limits (%s). Until it can, %s".formatted(reason, this.meanwhile));
		}
	}

	synchronized void close() {
		if (this.probeAt.getAndSet(CLOSED) != CLOSED) {
			logger.info("Redis decides rate limits again, after %d ms and %d decision(s) without it".formatted(
					TimeUnit.NANOSECONDS.toMillis(now() - this.openedAt), this.failures.sum() - this.failuresBefore));
		}
	}

	/** Counts a decision that Redis did not take. */
	void count() {
		this.failures.increment();
		if (this.listener != null) {
			this.listener.failed();
		}
	}

	long failures() {
		return this.failures.sum();
	}

}

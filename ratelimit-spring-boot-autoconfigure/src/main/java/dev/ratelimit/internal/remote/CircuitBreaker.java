package dev.ratelimit.internal.remote;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.remote.StoreFailure.Extent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether a store is known to be down. Opens at once when the connection is gone, else
 * when half of the last calls have failed; while it is open, one call at a time, at short
 * intervals that vary, is told to probe; a probe that succeeds closes it. Says in the log
 * why the store does not decide, once for each cause, and when it decides again.
 * <p>
 * Calls that are on their way together fail together, if the store stands still for a
 * moment. So failures count towards opening only by rounds: one begins with the failure
 * of a call that began after the round before.
 */
public final class CircuitBreaker {

	private static final long CLOSED = Long.MAX_VALUE;

	private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

	/**
	 * Number of last calls that are judged: if half of them failed, the breaker may open.
	 */
	private static final int JUDGED = 10;

	/** The bits of {@link #lately} that hold the last calls. */
	private static final int LAST = (1 << JUDGED) - 1;

	/** Rounds of failures before the breaker opens. */
	private static final int ROUNDS = 3;

	/** How long a failure is reported as the reason while the breaker stays closed. */
	private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** Time without a cause after which it is logged again. */
	private static final long TOLD_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final Log logger = LogFactory.getLog(CircuitBreaker.class);

	private final String store;

	private final String meanwhile;

	private final @Nullable LimiterListener listener;

	private final Clock clock;

	private final long origin;

	/** When to probe next; {@link #CLOSED} while the store is up. */
	private final AtomicLong probeAt = new AtomicLong(CLOSED);

	/** The last calls, a bit each, set if it failed; above them the rounds. */
	private final AtomicInteger lately = new AtomicInteger();

	private volatile int outages;

	private final LongAdder failures = new LongAdder();

	private volatile @Nullable Failed last;

	/** When each cause was seen last. */
	private final Map<String, Long> told = new HashMap<>();

	private long openedAt;

	private long failuresBefore;

	/**
	 * A breaker that is closed.
	 * @param store the store's name, as the log gives it
	 * @param meanwhile who decides where the store does not
	 * @param listener takes note of decisions that the store did not take, or null
	 * @param clock the time
	 */
	public CircuitBreaker(String store, String meanwhile, @Nullable LimiterListener listener, Clock clock) {
		this.store = store;
		this.meanwhile = meanwhile;
		this.listener = listener;
		this.clock = clock;
		this.origin = clock.nanos();
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
		return this.clock.nanos() - this.origin;
	}

	private long pause() {
		return this.clock.between(SHORTEST_NANOS, LONGEST_NANOS);
	}

	/** How often the store went down; to be asked before a trip, and told if it fails. */
	int outages() {
		return this.outages;
	}

	/** A call was answered. Costs a look where none failed lately. */
	void answered() {
		for (int seen = this.lately.get(); seen != 0; seen = this.lately.get()) {
			int last = (seen << 1) & LAST;
			if (this.lately.compareAndSet(seen, half(last) ? seen & ~LAST | last : last)) {
				return;
			}
		}
	}

	private static boolean half(int lately) {
		return Integer.bitCount(lately & LAST) * 2 >= JUDGED;
	}

	/**
	 * A call failed.
	 * @param failure why
	 * @param begun when it began, of the clock
	 * @param before the outages before it
	 */
	synchronized void failed(StoreFailure failure, long begun, int before) {
		if (this.outages != before) {
			return;
		}
		Failed last = this.last;
		boolean round = last == null || begun - this.origin - last.at > 0;
		if (round || failure.extent() == Extent.CALL) {
			tell(failure);
		}
		this.last = new Failed(failure, (round || last == null) ? now() : last.at);
		if (failure.extent() == Extent.CONNECTION) {
			open(failure, before);
		}
		else if (failure.extent() == Extent.STORE) {
			int lately = this.lately
				.updateAndGet((seen) -> ((seen & ~LAST) + (round ? 1 << JUDGED : 0)) | (seen << 1 & LAST) | 1);
			if (half(lately) && lately >>> JUDGED >= ROUNDS) {
				open(failure, before);
			}
		}
	}

	/**
	 * The first trips failed, after which no others have shown that the store decides.
	 * @param failure why
	 */
	synchronized void failedAtFirst(StoreFailure failure) {
		if (failure.extent() == Extent.CALL) {
			failed(failure, this.clock.nanos(), this.outages);
		}
		else {
			open(failure, this.outages);
		}
	}

	private void tell(StoreFailure failure) {
		Long seen = this.told.put(failure.kind(), now());
		if (seen == null || now() - seen > TOLD_NANOS) {
			logger.warn("%s cannot decide rate limits (%s). Until it can, %s".formatted(this.store, failure.text(),
					this.meanwhile));
		}
	}

	/**
	 * Opens, unless it has done so since the trip that failed began: that was the same
	 * outage.
	 * @param failure what went wrong
	 * @param before the outages before that trip
	 */
	private void open(StoreFailure failure, int before) {
		if (closed() && this.outages == before) {
			this.openedAt = now();
			this.failuresBefore = this.failures.sum();
			this.last = new Failed(failure, now());
			tell(failure);
			// First, or a trip could begin after this outage and yet count as a new one
			this.probeAt.set(now() + pause());
			this.outages = before + 1;
		}
	}

	synchronized void close() {
		if (!closed()) {
			this.lately.set(0);
			this.last = null;
			this.told.clear();
			this.probeAt.set(CLOSED);
			logger.info("%s decides rate limits again, after %d ms and %d decision(s) without it".formatted(this.store,
					TimeUnit.NANOSECONDS.toMillis(now() - this.openedAt), this.failures.sum() - this.failuresBefore));
		}
	}

	/** Counts a decision that the store did not take. */
	void count() {
		this.failures.increment();
		if (this.listener != null) {
			this.listener.failed();
		}
	}

	/**
	 * How many decisions the store did not take since the start.
	 * @return a count
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * Why the store does not decide, or did not decide a call in the last ten seconds.
	 * @return the reason with its remedy; null if it decides
	 */
	public @Nullable String reason() {
		Failed last = this.last;
		return (last != null && (!closed() || now() - last.at <= RECENT_NANOS)) ? last.failure.text() : null;
	}

	/**
	 * A failure.
	 *
	 * @param failure why
	 * @param at when its round began to fail
	 */
	private record Failed(StoreFailure failure, long at) {

	}

}

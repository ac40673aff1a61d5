package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.remote.StoreFailure.Extent;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store that is down whether it is back, as the calls do that it left unanswered.
 */
final class Probes {

	/** Probes after which a new connection is tried: about one second of them. */
	private static final int PER_CONNECTION = 10;

	private final RemoteStore store;

	private final long timeoutNanos;

	private final CircuitBreaker breaker;

	private final Clock clock;

	private final AtomicInteger asked = new AtomicInteger();

	private volatile @Nullable Trip<?, ?> next;

	Probes(RemoteStore store, Duration timeout, CircuitBreaker breaker, Clock clock) {
		this.store = store;
		this.timeoutNanos = timeout.toNanos();
		this.breaker = breaker;
		this.clock = clock;
	}

	/** Asks from now on what this trip does, which failed last. */
	void askNext(Trip<?, ?> trip) {
		this.next = trip;
	}

	/**
	 * Asks without waiting for the answer, so that no call takes longer for it. A
	 * connection over which probes get nowhere may be dead without knowing, or still lead
	 * to a former master: a new one is tried from time to time.
	 */
	void ask() {
		if (this.asked.incrementAndGet() % PER_CONNECTION == 0) {
			this.store.renew();
		}
		Trip<?, ?> trip = this.next;
		if (trip != null) {
			this.clock.within(Answers.ask(trip::probe), this.timeoutNanos).whenComplete((said, failure) -> {
				if (failure == null || decidesOthers(failure)) {
					back();
				}
			});
		}
	}

	/** As a store that is full, and takes no new keys: for the others it is asked. */
	private boolean decidesOthers(Throwable failure) {
		return this.store.diagnose(Answers.cause(failure)).extent() == Extent.CALL;
	}

	private void back() {
		this.asked.set(0);
		this.breaker.close();
	}

}

package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.remote.StoreFailure.Extent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Trips to a store that never take longer than the time-out, and none while the store is
 * known to be down. What timed out is never sent again: it may have spent.
 */
public final class Trips {

	private static final Log logger = LogFactory.getLog(Trips.class);

	private final RemoteStore store;

	private final long timeoutNanos;

	private final CircuitBreaker breaker;

	private final @Nullable LimiterListener listener;

	private final Clock clock;

	private final Probes probes;

	/**
	 * Trips to a store.
	 * @param store the store
	 * @param timeout how long one may take
	 * @param breaker knows whether the store is down
	 * @param listener takes note of answers and failures, or null
	 * @param clock the time
	 */
	public Trips(RemoteStore store, Duration timeout, CircuitBreaker breaker, @Nullable LimiterListener listener,
			Clock clock) {
		this.store = store;
		this.timeoutNanos = timeout.toNanos();
		this.breaker = breaker;
		this.listener = listener;
		this.clock = clock;
		this.probes = new Probes(store, timeout, breaker, clock);
	}

	/**
	 * Makes the first trips. Where no call can be decided the store is known to be down.
	 * @param first a trip to probe with until it is back
	 * @param begin connects and warms up
	 */
	public void begin(Trip<?, ?> first, FirstTrips begin) {
		this.probes.askNext(first);
		try {
			begin.make();
		}
		catch (TimeoutException | ExecutionException | RuntimeException ex) {
			this.breaker.failedAtFirst(diagnosed(ex));
		}
	}

	/**
	 * Until when a decision that begins now may take because of the store.
	 * @return a time of the clock
	 */
	public long deadline() {
		return deadline(this.clock.nanos());
	}

	/** The time of trips. */
	Clock clock() {
		return this.clock;
	}

	long deadline(long now) {
		return now + this.timeoutNanos;
	}

	/**
	 * Makes a trip and waits for its answer.
	 * @param <A> what the store answers
	 * @param <T> what that says
	 * @param trip what to ask
	 * @param deadline how long to wait, a time of the clock
	 * @return what was answered; null if the store did not answer, which is counted
	 */
	public <A, T> @Nullable T ask(Trip<A, T> trip, long deadline) {
		if (!mayGo()) {
			return null;
		}
		int before = this.breaker.outages();
		long begun = this.clock.nanos();
		try {
			A answer = await(trip, deadline);
			answered(begun);
			return trip.read(answer);
		}
		catch (TimeoutException | ExecutionException | RuntimeException ex) {
			failed(trip, diagnosed(ex), begun, before);
			return null;
		}
	}

	private <A> A await(Trip<A, ?> trip, long deadline) throws ExecutionException, TimeoutException {
		try {
			return Deadline.await(trip.send(), deadline, this.clock);
		}
		catch (ExecutionException ex) {
			CompletableFuture<A> again = trip.sendAgain(Answers.cause(ex));
			if (again == null) {
				throw ex;
			}
			return Deadline.await(again, deadline, this.clock);
		}
	}

	/**
	 * Makes a trip without waiting for its answer.
	 * @param <A> what the store answers
	 * @param <T> what that says
	 * @param trip what to ask
	 * @return completed within the time-out with what was answered, or with null if the
	 * store did not answer, which is counted
	 */
	public <A, T> CompletableFuture<@Nullable T> send(Trip<A, T> trip) {
		if (!mayGo()) {
			return CompletableFuture.completedFuture(null);
		}
		int before = this.breaker.outages();
		long begun = this.clock.nanos();
		CompletableFuture<A> first = Answers.ask(trip::send);
		CompletableFuture<A> answer = first.exceptionallyCompose((failure) -> {
			CompletableFuture<A> again = trip.sendAgain(Answers.cause(failure));
			return (again != null) ? again : CompletableFuture.failedFuture(failure);
		});
		if (answer.isDone()) {
			return answer.handle((said, failure) -> ended(trip, said, failure, begun, before));
		}
		// Whoever waits for it may block, which the store's own threads must not
		return this.clock.within(answer, this.timeoutNanos).handleAsync((said, failure) -> {
			// What has not gone yet must not spend any more
			first.cancel(false);
			return ended(trip, said, failure, begun, before);
		}, this.clock.threads());
	}

	private <A, T> @Nullable T ended(Trip<A, T> trip, A answer, @Nullable Throwable failure, long begun, int before) {
		if (failure == null) {
			answered(begun);
			return trip.read(answer);
		}
		failed(trip, diagnosed(Answers.cause(failure)), begun, before);
		return null;
	}

	/**
	 * Makes a trip that decides nothing: where it fails the store is not thought to be
	 * down.
	 * @param <A> what the store answers
	 * @param <T> what that says
	 * @param trip what to ask
	 * @param failed told what went wrong
	 * @return what was answered; null if the store did not answer, or is known to be down
	 */
	public <A, T> @Nullable T aside(Trip<A, T> trip, Consumer<StoreFailure> failed) {
		if (!up()) {
			return null;
		}
		try {
			return trip.read(await(trip, deadline()));
		}
		catch (TimeoutException | ExecutionException | RuntimeException ex) {
			logger.debug("No answer beside decisions", ex);
			failed.accept(diagnosed(ex));
			return null;
		}
	}

	private boolean mayGo() {
		if (this.breaker.closed()) {
			return true;
		}
		if (this.breaker.probes()) {
			this.probes.ask();
		}
		this.breaker.count();
		return false;
	}

	private void answered(long begun) {
		this.breaker.answered();
		if (this.listener != null) {
			this.listener.answered(this.clock.nanos() - begun);
		}
	}

	private StoreFailure diagnosed(Throwable failure) {
		return (failure instanceof TimeoutException)
				? new StoreFailure(Extent.STORE, StoreFailure.LATE,
						"no answer within %d ms".formatted(Duration.ofNanos(this.timeoutNanos).toMillis()), "")
				: this.store.diagnose(Answers.cause(failure));
	}

	private void failed(Trip<?, ?> trip, StoreFailure failure, long begun, int before) {
		if (failure.extent() != Extent.CALL) {
			this.probes.askNext(trip);
		}
		this.breaker.failed(failure, begun, before);
		this.breaker.count();
	}

	/**
	 * Whether the store is not known to be down.
	 * @return false while calls are not sent
	 */
	public boolean up() {
		return this.breaker.closed();
	}

	/**
	 * How often the store went down; what is from before it may have forgotten.
	 * @return a count
	 */
	public int outages() {
		return this.breaker.outages();
	}

	/**
	 * Connects and makes the first trips.
	 */
	public interface FirstTrips {

		/**
		 * Makes them, on this thread.
		 * @throws ExecutionException what went wrong with one
		 * @throws TimeoutException if one took too long
		 */
		void make() throws ExecutionException, TimeoutException;

	}

}

package dev.ratelimit.internal.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ObjIntConsumer;

import dev.ratelimit.internal.async.Answers;
import org.jspecify.annotations.Nullable;

/**
 * Questions to a store, of which few trips are under way at a time. A question that finds
 * a trip free goes at once, alone. The others wait until a trip ends and then go together
 * in one, in the order in which they came. They hold no thread and need no timer: the
 * thread that ends a trip sends the next. A trip is over, too, when the last of its
 * callers has given up. Safe for use by many threads.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
public final class Batches<Q, A> {

	/** One is answered while the next is on its way. */
	private static final int TRIPS = 2;

	/** Most questions of a trip, so that none keeps the store from others for long. */
	private static final int MOST = 256;

	private static final int NONE = -1;

	private static final long FREE = 0;

	private final Carrier<Q, A> carrier;

	private final long timeoutNanos;

	private final Clock clock;

	private final Queue<Waiting<Q, A>> waiting = new ConcurrentLinkedQueue<>();

	/** When each trip under way began. */
	private final AtomicLongArray begun = new AtomicLongArray(TRIPS);

	/**
	 * No questions yet.
	 * @param carrier makes the trips
	 * @param timeoutNanos time after which no caller waits for a trip any more
	 * @param clock the time
	 */
	public Batches(Carrier<Q, A> carrier, long timeoutNanos, Clock clock) {
		this.carrier = carrier;
		this.timeoutNanos = timeoutNanos;
		this.clock = clock;
	}

	/**
	 * Asks, now or with the next trip.
	 * @param question the question
	 * @return its answer, or what went wrong with its trip; a question that is cancelled
	 * before it goes is not asked
	 */
	public CompletableFuture<A> ask(Q question) {
		if (this.waiting.isEmpty()) {
			long now = now();
			int trip = begin(now);
			if (trip != NONE) {
				CompletableFuture<A> answer = Answers.ask(() -> this.carrier.alone(question));
				answer.whenComplete((said, failure) -> end(trip, now));
				return answer;
			}
		}
		Waiting<Q, A> waiting = new Waiting<>(question);
		this.waiting.add(waiting);
		goOn();
		return waiting;
	}

	/** The time, made odd: a trip never begins at {@link #FREE}. */
	private long now() {
		return this.clock.nanos() | 1;
	}

	/** Takes a free trip, or one so late that no caller waits for it any more. */
	private int begin(long now) {
		for (int trip = 0; trip < TRIPS; trip++) {
			long other = this.begun.get(trip);
			boolean free = other == FREE || now - other > this.timeoutNanos;
			if (free && this.begun.compareAndSet(trip, other, now)) {
				return trip;
			}
		}
		return NONE;
	}

	private void end(int trip, long begun) {
		this.begun.compareAndSet(trip, begun, FREE);
		goOn();
	}

	/** Sends what waits, as far as there are trips. */
	private void goOn() {
		while (!this.waiting.isEmpty()) {
			long now = now();
			int trip = begin(now);
			if (trip == NONE) {
				return;
			}
			List<Waiting<Q, A>> together = next();
			if (together.isEmpty()) {
				this.begun.compareAndSet(trip, now, FREE);
			}
			else {
				Together shared = new Together(together, () -> end(trip, now));
				together.forEach((one) -> one.trip = shared);
				go(together).whenComplete((said, failure) -> shared.end.run());
			}
		}
	}

	private List<Waiting<Q, A>> next() {
		List<Waiting<Q, A>> together = new ArrayList<>();
		while (together.size() < MOST) {
			Waiting<Q, A> next = this.waiting.poll();
			if (next == null) {
				break;
			}
			if (!next.isDone()) {
				together.add(next);
			}
		}
		return together;
	}

	private CompletableFuture<?> go(List<Waiting<Q, A>> together) {
		if (together.size() == 1) {
			Waiting<Q, A> only = together.get(0);
			return Answers.ask(() -> this.carrier.alone(only.question)).whenComplete(only::answered);
		}
		List<Q> questions = together.stream().map((one) -> one.question).toList();
		return Answers
			.ask(() -> this.carrier.together(questions, (answer, i) -> together.get(i).answered(answer, null)))
			.whenComplete((done, failure) -> {
				if (failure != null) {
					together.forEach((unanswered) -> unanswered.answered(null, failure));
				}
			});
	}

	/**
	 * Makes the trips. Nothing here blocks.
	 *
	 * @param <Q> a question
	 * @param <A> its answer
	 */
	public interface Carrier<Q, A> {

		/**
		 * Asks one question.
		 * @param question the question
		 * @return its answer, or what went wrong
		 */
		CompletableFuture<A> alone(Q question);

		/**
		 * Asks several, each to be answered as if it had been asked after the one before.
		 * @param questions at least two, in order
		 * @param told takes the answer to a question, with its position
		 * @return completed when each is answered; or what went wrong with those that are
		 * not
		 */
		CompletableFuture<Void> together(List<Q> questions, ObjIntConsumer<A> told);

	}

	/**
	 * A trip of questions that waited.
	 *
	 * @param questions what is asked
	 * @param end has the next go
	 */
	private record Together(List<? extends CompletableFuture<?>> questions, Runnable end) {

		void left() {
			if (this.questions.stream().allMatch(CompletableFuture::isDone)) {
				this.end.run();
			}
		}

	}

	/** A question in line or on its way, and its answer. */
	private static final class Waiting<Q, A> extends CompletableFuture<A> {

		private final Q question;

		private volatile @Nullable Together trip;

		private Waiting(Q question) {
			this.question = question;
		}

		private void answered(@Nullable A said, @Nullable Throwable failure) {
			if (failure != null) {
				completeExceptionally(failure);
			}
			else {
				complete(said);
			}
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			Together trip = this.trip;
			if (cancelled && trip != null) {
				trip.left();
			}
			return cancelled;
		}

	}

}

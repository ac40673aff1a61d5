package dev.ratelimit.internal.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which questions go alone, and which together.
 */
class BatchesTests {

	private static final long NEVER = TimeUnit.DAYS.toNanos(1);

	private final Trips trips = new Trips();

	private final Batches<Integer, String> batches = new Batches<>(this.trips, NEVER, Clock.SYSTEM);

	@Test
	void twoGoAloneAndTheOthersTogetherWhenATripEnds() {
		List<CompletableFuture<String>> answers = ask(0, 5);
		assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(0), List.of(1));
		this.trips.answer(0);
		assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(1), List.of(2, 3, 4));
		this.trips.answer(1);
		assertThat(answers).extracting((answer) -> answer.getNow("none")).containsExactly("0", "none", "2", "3", "4");
		this.trips.answer(0);
		assertThat(answers.get(1)).isCompletedWithValue("1");
		assertThat(this.trips.under).isEmpty();
	}

	@Test
	void oneAfterTheOtherGoAlone() {
		for (int i = 0; i < 10; i++) {
			CompletableFuture<String> answer = this.batches.ask(i);
			assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(i));
			this.trips.answer(0);
			assertThat(answer).isCompletedWithValue(String.valueOf(i));
		}
	}

	@Test
	void oneThatIsCancelledBeforeItGoesIsNotAsked() {
		List<CompletableFuture<String>> answers = ask(0, 4);
		answers.get(2).cancel(false);
		this.trips.answer(0);
		assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(1), List.of(3));
	}

	@Test
	void aTripThatFailsFailsEachOfItsQuestionsAndNoOther() {
		List<CompletableFuture<String>> answers = ask(0, 4);
		this.trips.answer(0);
		this.trips.fail(1, new IllegalStateException("gone"));
		assertThat(answers.get(2)).isCompletedExceptionally();
		assertThat(answers.get(3)).isCompletedExceptionally();
		assertThat(answers.get(1)).isNotDone();
	}

	@Test
	void whatCannotBeSentFailsAndTheNextGoes() {
		this.trips.broken = true;
		assertThat(ask(0, 3)).allMatch(CompletableFuture::isCompletedExceptionally);
		this.trips.broken = false;
		ask(3, 5);
		assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(3), List.of(4));
	}

	@Test
	void aTripTakesNoMoreThanItMay() {
		ask(0, 600);
		this.trips.answer(0);
		this.trips.answer(0);
		assertThat(this.trips.under).extracting((trip) -> trip.questions.size()).containsExactly(256, 256);
		this.trips.answer(0);
		assertThat(this.trips.under).extracting((trip) -> trip.questions.size()).containsExactly(256, 86);
	}

	@Test
	void tripsThatNobodyWaitsForAnyMoreHoldNobodyUp() {
		Batches<Integer, String> impatient = new Batches<>(this.trips, -1, Clock.SYSTEM);
		for (int i = 0; i < 5; i++) {
			impatient.ask(i);
		}
		assertThat(this.trips.under).hasSize(5);
	}

	@Test
	void aTripThatAllItsCallersHaveGivenUpHoldsNobodyUp() {
		List<CompletableFuture<String>> answers = ask(0, 4);
		this.trips.answer(0);
		CompletableFuture<String> next = this.batches.ask(4);
		answers.get(2).cancel(false);
		assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(1), List.of(2, 3));
		answers.get(3).cancel(false);
		assertThat(this.trips.under).extracting(Trip::questions).containsExactly(List.of(1), List.of(2, 3), List.of(4));
		this.trips.answer(2);
		assertThat(next).isCompletedWithValue("4");
	}

	@Test
	void everyQuestionOfManyThreadsIsAnsweredOnce() throws Exception {
		AtomicInteger asked = new AtomicInteger();
		ExecutorService store = Executors.newFixedThreadPool(2);
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			Batches<Integer, Integer> batches = new Batches<>(new Batches.Carrier<>() {

				@Override
				public CompletableFuture<Integer> alone(Integer question) {
					asked.incrementAndGet();
					return CompletableFuture.supplyAsync(() -> question, store);
				}

				@Override
				public CompletableFuture<Void> together(List<Integer> questions, ObjIntConsumer<Integer> told) {
					asked.addAndGet(questions.size());
					return CompletableFuture.runAsync(() -> tell(questions, told), store);
				}

			}, NEVER, Clock.SYSTEM);
			List<CompletableFuture<Boolean>> right = IntStream.range(0, 8)
				.mapToObj((caller) -> CompletableFuture.supplyAsync(() -> IntStream.range(0, 5_000)
					.allMatch((i) -> batches.ask(caller * 5_000 + i)
						.orTimeout(20, TimeUnit.SECONDS)
						.join() == caller * 5_000 + i), callers))
				.toList();
			assertThat(right).allMatch(CompletableFuture::join);
			assertThat(asked).hasValue(40_000);
		}
		finally {
			store.shutdownNow();
			callers.shutdownNow();
		}
	}

	@Test
	void whatIsToldBeforeATripFailsCounts() {
		List<CompletableFuture<String>> answers = ask(0, 4);
		this.trips.answer(0);
		Trip together = this.trips.under.get(1);
		together.told.accept("told", 0);
		this.trips.fail(1, new IllegalStateException("gone"));
		assertThat(answers.get(2)).isCompletedWithValue("told");
		assertThat(answers.get(3)).isCompletedExceptionally();
	}

	private static <A> void tell(List<A> answers, ObjIntConsumer<A> told) {
		IntStream.range(0, answers.size()).forEach((i) -> told.accept(answers.get(i), i));
	}

	private List<CompletableFuture<String>> ask(int from, int to) {
		return IntStream.range(from, to).mapToObj(this.batches::ask).toList();
	}

	private record Trip(List<Integer> questions, ObjIntConsumer<String> told, CompletableFuture<Void> over) {

	}

	private static final class Trips implements Batches.Carrier<Integer, String> {

		private final List<Trip> under = new ArrayList<>();

		private boolean broken;

		@Override
		public CompletableFuture<String> alone(Integer question) {
			String[] answer = new String[1];
			return together(List.of(question), (said, i) -> answer[i] = said).thenApply((over) -> answer[0]);
		}

		@Override
		public CompletableFuture<Void> together(List<Integer> questions, ObjIntConsumer<String> told) {
			if (this.broken) {
				throw new IllegalStateException("broken");
			}
			Trip trip = new Trip(questions, told, new CompletableFuture<>());
			this.under.add(trip);
			return trip.over;
		}

		private void answer(int trip) {
			Trip over = this.under.remove(trip);
			tell(over.questions.stream().map(String::valueOf).toList(), over.told);
			over.over.complete(null);
		}

		private void fail(int trip, Throwable failure) {
			this.under.remove(trip).over.completeExceptionally(failure);
		}

	}

}

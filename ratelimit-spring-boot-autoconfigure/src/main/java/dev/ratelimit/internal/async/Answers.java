package dev.ratelimit.internal.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Helps with answers that come later: whether they are there, and failures of their
 * futures.
 */
public final class Answers {

	private Answers() {
	}

	/**
	 * Asks.
	 * @param <T> the type of answers
	 * @param question the question
	 * @return the answer; an exception thrown at once is a failed answer
	 */
	public static <T> CompletableFuture<T> ask(Supplier<? extends CompletableFuture<T>> question) {
		try {
			return question.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Whether an answer is there, so that nothing has to be paid for waiting.
	 * @param answer the answer
	 * @return false if it is on its way, has failed or is cancelled
	 */
	public static boolean isThere(CompletableFuture<?> answer) {
		return answer.isDone() && !answer.isCompletedExceptionally();
	}

	/**
	 * The failure itself, without what futures wrap it in.
	 * @param failure the failure of an answer
	 * @return its cause if it is a wrapper with one, else the same
	 */
	public static Throwable cause(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
		return (wrapper && cause != null) ? cause : failure;
	}

}

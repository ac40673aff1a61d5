package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Helps with answers that come later: failures of their futures.
 */
final class Answers {

	private Answers() {
	}

	/** Asks; an exception thrown at once becomes a failed answer. */
	static <T> CompletableFuture<T> settled(Supplier<? extends CompletableFuture<T>> question) {
		try {
			return question.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** The failure itself, without what futures wrap it in. */
	static Throwable cause(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
		return (wrapper && cause != null) ? cause : failure;
	}

}

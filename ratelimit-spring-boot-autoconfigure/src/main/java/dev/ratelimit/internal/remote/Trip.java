package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * One question to a store. Nothing here blocks.
 *
 * @param <A> what the store answers
 * @param <T> what that says
 */
public interface Trip<A, T extends @Nullable Object> {

	/**
	 * Asks.
	 * @return the answer, or what went wrong
	 */
	CompletableFuture<A> send();

	/**
	 * Asks again, where the store has said that it did nothing because it wants the
	 * question in another form.
	 * @param failure what went wrong
	 * @return the answer; null if that failure is final
	 */
	default @Nullable CompletableFuture<A> sendAgain(Throwable failure) {
		return null;
	}

	/**
	 * Reads an answer.
	 * @param answer what the store answered
	 * @return what it says
	 */
	T read(A answer);

	/**
	 * Asks the same about a key that no call uses, to see whether the store can answer
	 * again.
	 * @return completed once it has
	 */
	CompletableFuture<?> probe();

}

package dev.ratelimit.compatibility.plain;

import java.util.concurrent.CompletionException;

import dev.ratelimit.RateLimitExceededException;

/**
 * Prints which of four calls were admitted.
 */
final class Answers {

	private Answers() {
	}

	static void print(String name, Runnable call) {
		for (int i = 0; i < 4; i++) {
			System.out.println(name + " " + isAdmitted(call));
		}
	}

	private static boolean isAdmitted(Runnable call) {
		try {
			call.run();
			return true;
		}
		catch (RateLimitExceededException ex) {
			return false;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RateLimitExceededException) {
				return false;
			}
			throw ex;
		}
	}

}

package dev.ratelimit.internal.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.lettuce.core.RedisCommandExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How to take what comes, or does not come, from Redis.
 */
final class Answers {

	/** What a script runs into where Redis as a whole cannot decide. */
	private static final List<String> OUTAGES = List.of("OOM", "READONLY", "MISCONF", "NOREPLICAS", "MASTERDOWN",
			"LOADING", "CLUSTERDOWN", "NOAUTH", "WRONGPASS", "NOPERM", "BUSY", "TRYAGAIN");

	private Answers() {
	}

	/** Whether a failure says that Redis decides nothing now, not just this call. */
	static boolean sayDown(@Nullable Throwable failure) {
		String message = String.valueOf(failure);
		return !(failure instanceof RedisCommandExecutionException) || OUTAGES.stream().anyMatch(message::contains);
	}

	static <T> CompletableFuture<T> settled(Supplier<CompletableFuture<T>> trip) {
		try {
			return trip.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}

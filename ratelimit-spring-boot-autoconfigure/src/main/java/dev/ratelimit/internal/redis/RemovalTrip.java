package dev.ratelimit.internal.redis;

import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.remote.Trip;

/**
 * The removal of keys.
 *
 * @param runner makes the trip
 * @param keys the keys, all in one slot
 * @param spending a trip to probe with
 */
record RemovalTrip(ScriptRunner runner, byte[][] keys, Trip<?, ?> spending) implements Trip<Long, Long> {

	@Override
	public CompletableFuture<Long> send() {
		return this.runner.remove(this.keys);
	}

	@Override
	public Long read(Long answer) {
		return answer;
	}

	@Override
	public CompletableFuture<?> probe() {
		return this.spending.probe();
	}

}

package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.remote.CircuitBreaker;
import dev.ratelimit.internal.remote.Clock;
import dev.ratelimit.internal.remote.OnFailure;
import dev.ratelimit.internal.remote.RemoteLimiter;
import dev.ratelimit.internal.remote.RemoteStore;
import dev.ratelimit.internal.remote.SharedChanges;
import dev.ratelimit.internal.remote.StoreFailure;
import dev.ratelimit.internal.remote.Trips;
import org.jspecify.annotations.Nullable;

/**
 * Redis, as all limiters of a registry use it: one connection, and one answer to whether
 * it is down. Safe for use by many threads.
 */
final class RedisStore implements RemoteStore {

	/** Where it takes longer to connect, the application starts without. */
	private static final Duration CONNECT = Duration.ofSeconds(5);

	private static final Script CHANGES = Script.named("changes");

	private final RedisSettings settings;

	private final RedisKeys keys;

	private final ScriptRunner runner;

	private final Clock clock;

	private final CircuitBreaker breaker;

	private final Trips trips;

	/**
	 * A store to which nothing has gone yet.
	 * @param settings how to use Redis
	 * @param runner makes the trips
	 * @param clock the time of trips and leases
	 * @param listener takes note of answers and failures, or null
	 */
	RedisStore(RedisSettings settings, ScriptRunner runner, Clock clock, @Nullable LimiterListener listener) {
		this.settings = settings;
		this.keys = new RedisKeys(settings.keyPrefix(), settings.hashSecret());
		this.runner = runner;
		this.clock = clock;
		this.breaker = new CircuitBreaker("Redis", settings.meanwhile(), listener, clock);
		this.trips = new Trips(this, settings.timeout(), this.breaker, listener, clock);
	}

	@Override
	public StoreFailure diagnose(Throwable failure) {
		return RedisErrors.failure(failure);
	}

	@Override
	public void renew() {
		this.runner.renew();
	}

	/** What a limiter of these limits asks. */
	RedisLimits limits(List<RedisLimit> limits) {
		return new RedisLimits(limits, this.keys, this.runner, this.settings.timeout(), this.clock);
	}

	/**
	 * Decides under some limits.
	 * @param limits what is asked
	 * @param names the limits' names, in order
	 * @param local makes the limiter of some limits, by their names, on this node
	 */
	RemoteLimiter limiter(RedisLimits limits, List<String> names, Function<String[], StoreLimiter> local) {
		List<OnFailure> onFailure = names.stream().map(this.settings::onFailure).toList();
		return new RemoteLimiter(limits, this.trips, onFailure, local, this.settings.lease());
	}

	/**
	 * Connects, warms up and makes the scripts known.
	 * @param limiters what each limiter asks, at least one
	 */
	void begin(List<RedisLimits> limiters) {
		RedisLimits first = limiters.get(0);
		this.trips.begin(first.key("", 1).look(), () -> {
			this.runner.connect(CONNECT);
			WarmUp.run((key) -> first.key(key, 1).look(), this.settings.timeout().toNanos());
			Set<Script> known = new HashSet<>();
			for (RedisLimits limits : limiters) {
				if (known.add(limits.script())) {
					WarmUp.once(limits.key("", 1).look());
				}
			}
		});
	}

	/** Changes at run time that the nodes share. */
	SharedChanges sharedChanges() {
		return new SharedChanges(this.trips,
				(known) -> new ScriptTrip<>(this.runner, CHANGES, new byte[][] { this.keys.changes() },
						ScriptTrip.NO_TERMS, () -> bytes(known), bytes(known.subList(0, 1)),
						(answer) -> new String(answer, StandardCharsets.UTF_8)));
	}

	private static byte[][] bytes(List<String> texts) {
		return texts.stream().map((text) -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
	}

	/** How many decisions Redis did not take since the start. */
	long failures() {
		return this.breaker.failures();
	}

	/** Why Redis cannot decide at present; null if it can, as far as is known. */
	@Nullable String degradation() {
		return this.breaker.reason();
	}

	void close() {
		this.runner.close();
	}

}

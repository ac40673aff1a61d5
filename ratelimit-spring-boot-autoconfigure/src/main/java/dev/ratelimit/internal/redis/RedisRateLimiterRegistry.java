package dev.ratelimit.internal.redis;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.NamedLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.limiter.WaitingLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The limiters of many nodes with one quota, kept in Redis. Safe for use by many threads;
 * to be closed when no longer used.
 */
public final class RedisRateLimiterRegistry implements StoreRegistry, AutoCloseable {

	private static final long PREPARE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final NamedLimits<Single> limiters;

	private final NamedLimits<RedisLimit> parts;

	private final RedisKeys keys;

	private final RedisTrips trips;

	private final TimeSource time;

	private final RedisSettings settings;

	private final LocalRateLimiterRegistry local;

	private final @Nullable LimiterListener listener;

	private final Runnable closing;

	/**
	 * Makes a limiter per limit.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param resolver chooses limits by key, or null
	 * @param time the clock of waiting, and of the nodes that decide by themselves
	 * @param maximumSize most keys held per limit on this node, at least 1
	 * @param settings how to use Redis
	 * @param listener takes note of what limiters do, or null
	 * @param runner makes the trips
	 * @param closing ends what the trips need
	 */
	RedisRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			@Nullable LimitResolver resolver, TimeSource time, long maximumSize, RedisSettings settings,
			@Nullable LimiterListener listener, ScriptRunner runner, Runnable closing) {
		this.listener = listener;
		this.closing = closing;
		this.time = TimeSource.steady(time);
		this.settings = settings;
		this.keys = new RedisKeys(settings.keyPrefix(), settings.hashSecret());
		this.trips = new RedisTrips(runner, settings.timeout(),
				new CircuitBreaker(settings.onFailure().meanwhile(), listener), listener);
		this.local = new LocalRateLimiterRegistry(limits, overrides, resolver, this.time, maximumSize,
				(listener != null) ? new FallbackListener(listener) : null);
		this.parts = new NamedLimits<>(limits, overrides,
				(limit, keys) -> new RedisLimit(limit, keys, resolver, this.time, maximumSize, listener));
		this.limiters = new NamedLimits<>(limits, overrides, (limit, keys) -> single(limit.name()));
	}

	/**
	 * A registry beside the application's own use of Redis, on a connection of its own.
	 * Where there is none yet, the application starts all the same.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param resolver chooses limits by key, or null
	 * @param time the clock of waiting, and of the nodes that decide by themselves
	 * @param maximumSize most keys held per limit on this node, at least 1
	 * @param settings how to use Redis
	 * @param listener takes note of what limiters do, or null
	 * @param application where the connection goes, and with what credentials
	 * @return the registry
	 * @throws dev.ratelimit.InvalidConfigurationException if Redis could not count a
	 * limit exactly
	 */
	public static RedisRateLimiterRegistry connect(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			@Nullable LimitResolver resolver, TimeSource time, long maximumSize, RedisSettings settings,
			@Nullable LimiterListener listener, LettuceConnectionFactory application) {
		DedicatedConnection connection = new DedicatedConnection(application);
		LettuceScriptRunner runner = new LettuceScriptRunner(connection::connect);
		try {
			RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(limits, overrides, resolver, time,
					maximumSize, settings, listener, runner, connection::close);
			registry.trips.begin(runner::connect, registry.keys);
			long deadline = System.nanoTime() + PREPARE_NANOS;
			registry.limiters.values().forEach((limiter) -> limiter.core.prepare(deadline));
			return registry;
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	private Single single(String... names) {
		List<RedisLimit> parts = Arrays.stream(names).map(this.parts::get).toList();
		List<Supplier<Limit>> limits = parts.stream().<Supplier<Limit>>map((part) -> part::limit).toList();
		StoreLimiter fallback = new DegradedRateLimiter(switch (this.settings.onFailure()) {
			case LOCAL -> this.local.all(names);
			case ALLOW -> new FixedAnswer(limits, true);
			case DENY -> new FixedAnswer(limits, false);
		});
		RedisRateLimiter core = new RedisRateLimiter(parts, this.keys, this.trips, fallback, this.settings);
		return new Single(core, new WaitingLimiter(core, core.waitingRooms(), this.time, this.listener));
	}

	@Override
	public StoreLimiter get(String name) {
		return this.limiters.get(name).limiter;
	}

	@Override
	public StoreLimiter all(String... names) {
		List<Single> singles = this.limiters.all(names);
		return (singles.size() == 1) ? singles.get(0).limiter : single(names).limiter;
	}

	@Override
	public Map<String, Limit> limits() {
		return this.limiters.limits();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return this.limiters.overrides(name);
	}

	@Override
	public String store() {
		return "redis";
	}

	@Override
	public long keys(String name) {
		return this.local.keys(name);
	}

	@Override
	public boolean degraded() {
		return !this.trips.up();
	}

	@Override
	public int waiting(String name) {
		return this.parts.get(name).waitingRoom().waiting() + this.local.waiting(name);
	}

	@Override
	public synchronized void change(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		this.limiters.checkChange(limits, overrides);
		limits.forEach((limit) -> RedisLimit.check(limit, overrides.getOrDefault(limit.name(), Map.of())));
		this.local.change(limits, overrides);
		this.limiters.change(limits, overrides, (limiter, terms) -> {
			this.parts.get(terms.configured().name()).change(terms);
			limiter.core.changed();
		});
	}

	/**
	 * Changes at run time that the nodes share.
	 * @return for one who shares them
	 */
	public SharedChanges sharedChanges() {
		return new SharedChanges(this.keys.changes(), this.trips);
	}

	/**
	 * How many decisions Redis did not take since the start.
	 * @return a count
	 */
	public long failures() {
		return this.trips.failures();
	}

	/** Gives back what is out on lease and closes the connection. */
	@Override
	public void close() {
		this.limiters.values().forEach((limiter) -> limiter.core.close());
		this.local.close();
		this.closing.run();
	}

	/**
	 * One limiter.
	 *
	 * @param core decides
	 * @param limiter the limiter around it
	 */
	private record Single(RedisRateLimiter core, StoreLimiter limiter) {

	}

}

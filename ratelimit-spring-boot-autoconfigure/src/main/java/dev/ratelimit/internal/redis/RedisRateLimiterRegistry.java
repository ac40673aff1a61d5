package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.NamedLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.limiter.WaitingLimiter;
import dev.ratelimit.internal.local.KeyCapacity;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.remote.CircuitBreaker;
import dev.ratelimit.internal.remote.Clock;
import dev.ratelimit.internal.remote.FallbackListener;
import dev.ratelimit.internal.remote.OnFailure;
import dev.ratelimit.internal.remote.RemoteLimiter;
import dev.ratelimit.internal.remote.RemoteStore;
import dev.ratelimit.internal.remote.SharedChanges;
import dev.ratelimit.internal.remote.StoreFailure;
import dev.ratelimit.internal.remote.Trips;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The limiters of many nodes with one quota, kept in Redis. Safe for use by many threads;
 * to be closed when no longer used.
 */
public final class RedisRateLimiterRegistry implements StoreRegistry, SmartLifecycle, AutoCloseable {

	/** Where it takes longer to connect, the application starts without. */
	private static final Duration CONNECT = Duration.ofSeconds(5);

	private static final Script CHANGES = Script.named("changes");

	private final TermsInForce inForce;

	private final NamedLimits<Single> limiters;

	private final NamedLimits<RedisLimit> parts;

	private final RedisKeys keys;

	private final ScriptRunner runner;

	private final CircuitBreaker breaker;

	private final Trips trips;

	private final TimeSource time;

	private final Clock clock;

	private final RedisSettings settings;

	private final LocalRateLimiterRegistry local;

	private final @Nullable LimiterListener listener;

	private volatile boolean running;

	/**
	 * Makes a limiter per limit.
	 * @param limits the limits and what some calls have instead, each name once
	 * @param resolver chooses limits by key, or null
	 * @param time the clock of waiting, and of the nodes that decide by themselves
	 * @param maximumSize most keys held per limit on this node, at least 1
	 * @param settings how to use Redis
	 * @param listener takes note of what limiters do, or null
	 * @param runner makes the trips
	 * @param clock the time of trips and leases
	 */
	RedisRateLimiterRegistry(List<LimitTerms> limits, @Nullable LimitResolver resolver, TimeSource time,
			long maximumSize, RedisSettings settings, @Nullable LimiterListener listener, ScriptRunner runner,
			Clock clock) {
		this.listener = listener;
		this.clock = clock;
		this.time = TimeSource.steady(time);
		this.settings = settings;
		this.keys = new RedisKeys(settings.keyPrefix(), settings.hashSecret());
		this.runner = runner;
		this.breaker = new CircuitBreaker("Redis", settings.meanwhile(), listener, clock);
		this.trips = new Trips(store(runner), settings.timeout(), this.breaker, listener, clock);
		this.inForce = new TermsInForce(limits);
		this.local = new LocalRateLimiterRegistry(this.inForce, resolver, this.time, KeyCapacity.of(maximumSize),
				(listener != null) ? new FallbackListener(listener) : null);
		this.parts = this.inForce.all()
			.map((name) -> new RedisLimit(name, this.inForce, resolver, this.time, maximumSize, listener));
		this.limiters = this.inForce.all().map(this::single);
	}

	RedisRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			@Nullable LimitResolver resolver, TimeSource time, long maximumSize, RedisSettings settings,
			@Nullable LimiterListener listener, ScriptRunner runner) {
		this(TermsInForce.withOverrides(limits, overrides), resolver, time, maximumSize, settings, listener, runner,
				Clock.SYSTEM);
	}

	private static RemoteStore store(ScriptRunner runner) {
		return new RemoteStore() {

			@Override
			public StoreFailure diagnose(Throwable failure) {
				return RedisErrors.failure(failure);
			}

			@Override
			public void renew() {
				runner.renew();
			}

		};
	}

	/**
	 * A registry beside the application's own use of Redis, on a connection of its own.
	 * Where there is none yet, the application starts all the same.
	 * @param limits the limits and what some calls have instead, each name once
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
	public static RedisRateLimiterRegistry connect(List<LimitTerms> limits, @Nullable LimitResolver resolver,
			TimeSource time, long maximumSize, RedisSettings settings, @Nullable LimiterListener listener,
			LettuceConnectionFactory application) {
		RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(limits, resolver, time, maximumSize, settings,
				listener, new LettuceScriptRunner(new DedicatedConnection(application)), Clock.SYSTEM);
		registry.start();
		return registry;
	}

	/**
	 * Connects, warms up and makes the scripts known, so that the first call needs no
	 * more than one trip.
	 */
	@Override
	public synchronized void start() {
		Collection<Single> singles = this.limiters.values();
		if (this.running || singles.isEmpty()) {
			return;
		}
		this.running = true;
		RedisLimits first = singles.iterator().next().limits;
		this.trips.begin(first.key("", 1).look(), () -> {
			this.runner.connect(CONNECT);
			WarmUp.run((key) -> first.key(key, 1).look(), this.settings.timeout().toNanos());
			Set<Script> known = new HashSet<>();
			for (Single single : singles) {
				if (known.add(single.limits.script())) {
					WarmUp.once(single.limits.key("", 1).look());
				}
			}
		});
	}

	private Single single(String... names) {
		List<RedisLimit> parts = Arrays.stream(names).map(this.parts::get).toList();
		RedisLimits limits = new RedisLimits(parts, this.keys, this.runner, this.settings.timeout(), this.clock);
		List<OnFailure> onFailure = parts.stream().map((part) -> this.settings.onFailure(part.name())).toList();
		RemoteLimiter core = new RemoteLimiter(limits, this.trips, onFailure, this.local::all, this.settings.lease());
		return new Single(limits, core, new WaitingLimiter(core, limits.waitingRooms(), this.time, this.listener));
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
		return this.inForce.limits();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return this.inForce.get(name).overrides();
	}

	@Override
	public Map<String, Limit> plans(String name) {
		return this.inForce.get(name).plans();
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
		return degradation() != null;
	}

	@Override
	public @Nullable String degradation() {
		return this.breaker.reason();
	}

	@Override
	public int waiting(String name) {
		return this.parts.get(name).waitingRoom().waiting() + this.local.waiting(name);
	}

	@Override
	public synchronized void change(List<LimitTerms> limits) {
		this.inForce.check(limits);
		limits.forEach(RedisLimit::check);
		List<String> changed = this.inForce.change(limits);
		this.local.changed(changed);
		changed.forEach((name) -> this.limiters.get(name).core.close());
	}

	/**
	 * Changes at run time that the nodes share.
	 * @return for one who shares them
	 */
	public SharedChanges sharedChanges() {
		return new SharedChanges(this.trips,
				(known) -> new ScriptTrip<>(this.runner, CHANGES, new byte[][] { this.keys.changes() },
						ScriptTrip.NO_TERMS, () -> bytes(known), bytes(known.subList(0, 1)),
						(answer) -> new String(answer, StandardCharsets.UTF_8)));
	}

	private static byte[][] bytes(List<String> texts) {
		return texts.stream().map((text) -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
	}

	/**
	 * How many decisions Redis did not take since the start.
	 * @return a count
	 */
	public long failures() {
		return this.breaker.failures();
	}

	/**
	 * Gives back what is out on lease and closes the connection. Calls that come later
	 * are the fallback's.
	 */
	@Override
	public synchronized void stop() {
		this.running = false;
		this.limiters.values().forEach((limiter) -> limiter.core.close());
		this.runner.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** After whatever serves requests has stopped. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public void close() {
		stop();
		this.local.close();
	}

	/**
	 * One limiter.
	 *
	 * @param limits what it asks
	 * @param core decides
	 * @param limiter the limiter around it
	 */
	private record Single(RedisLimits limits, RemoteLimiter core, StoreLimiter limiter) {

	}

}

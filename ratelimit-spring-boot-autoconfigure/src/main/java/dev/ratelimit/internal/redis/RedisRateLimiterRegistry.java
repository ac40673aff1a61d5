package dev.ratelimit.internal.redis;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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
import dev.ratelimit.internal.remote.Clock;
import dev.ratelimit.internal.remote.FallbackListener;
import dev.ratelimit.internal.remote.RemoteLimiter;
import dev.ratelimit.internal.remote.SharedChanges;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The limiters of many nodes with one quota, kept in Redis. Safe for use by many threads;
 * to be closed when no longer used.
 */
public final class RedisRateLimiterRegistry implements StoreRegistry, SmartLifecycle, AutoCloseable {

	private final TermsInForce inForce;

	private final NamedLimits<Single> limiters;

	private final NamedLimits<RedisLimit> parts;

	private final RedisStore redis;

	private final TimeSource time;

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
		this.time = TimeSource.steady(time);
		this.redis = new RedisStore(settings, runner, clock, listener);
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
		this.redis.begin(singles.stream().map(Single::limits).toList());
	}

	private Single single(String... names) {
		List<RedisLimit> parts = Arrays.stream(names).map(this.parts::get).toList();
		RedisLimits limits = this.redis.limits(parts);
		RemoteLimiter core = this.redis.limiter(limits, List.of(names), this.local::all);
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
	public TermsInForce inForce() {
		return this.inForce;
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
		return this.redis.degradation();
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
	 * Changes at run time that all nodes share.
	 * @return the shared changes, for use by one thread at a time
	 */
	public SharedChanges sharedChanges() {
		return this.redis.sharedChanges();
	}

	/**
	 * How many decisions Redis did not take since the start.
	 * @return a count
	 */
	public long failures() {
		return this.redis.failures();
	}

	/**
	 * Gives back what is out on lease and closes the connection. Calls that come later
	 * are the fallback's.
	 */
	@Override
	public synchronized void stop() {
		this.running = false;
		this.limiters.values().forEach((limiter) -> limiter.core.close());
		this.redis.close();
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

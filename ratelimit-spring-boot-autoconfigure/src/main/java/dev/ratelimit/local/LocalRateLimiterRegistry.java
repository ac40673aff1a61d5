package dev.ratelimit.local;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.NearestName;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import org.jspecify.annotations.Nullable;

/**
 * The limiters of one node. Safe for use by many threads; to be closed when no longer
 * used.
 */
public final class LocalRateLimiterRegistry implements RateLimiterRegistry, AutoCloseable {

	private static final long SWEEP_SECONDS = 10;

	private final Map<String, Limit> limits = new LinkedHashMap<>();

	private final Map<String, Map<String, Limit>> overrides = new HashMap<>();

	private final Map<String, LocalRateLimiter> limiters = new LinkedHashMap<>();

	private final TimeSource time;

	private final ScheduledThreadPoolExecutor sweeper = sweeper();

	/**
	 * Makes a limiter per limit.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param resolver chooses limits by key, or null
	 * @param time the clock; one that goes back is held still
	 * @param maximumSize most keys held per limit, at least 1
	 * @throws IllegalArgumentException if a name is repeated or the size below 1
	 */
	public LocalRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			@Nullable LimitResolver resolver, TimeSource time, long maximumSize) {
		if (maximumSize < 1) {
			throw new IllegalArgumentException("Invalid maximum-size (%d): must be at least 1".formatted(maximumSize));
		}
		overrides.forEach((name, keys) -> this.overrides.put(name, Map.copyOf(keys)));
		this.time = TimeSource.steady(time);
		for (Limit limit : limits) {
			if (this.limits.put(limit.name(), limit) != null) {
				throw new IllegalArgumentException("Limit '%s' is defined twice".formatted(limit.name()));
			}
			Plans plans = new Plans(limit, overrides(limit.name()), resolver);
			LimitCells cells = new LimitCells(limit, plans, maximumSize, this.time, this.sweeper);
			this.limiters.put(limit.name(), new LocalRateLimiter(cells, this.time));
		}
		this.sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
	}

	private static ScheduledThreadPoolExecutor sweeper() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (sweep) -> {
			Thread thread = new Thread(sweep, "ratelimit-sweeper");
			thread.setDaemon(true);
			return thread;
		});
		// After close() calls are still decided, only nothing is swept
		executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
		return executor;
	}

	@Override
	public RateLimiter get(String name) {
		return limiter(name);
	}

	private LocalRateLimiter limiter(String name) {
		LocalRateLimiter limiter = this.limiters.get(name);
		if (limiter == null) {
			throw new IllegalArgumentException("Unknown limit '%s'%s. The limits are: %s".formatted(name,
					NearestName.hint(name, this.limits.keySet()), String.join(", ", this.limits.keySet())));
		}
		return limiter;
	}

	@Override
	public RateLimiter all(String... names) {
		List<String> all = List.of(names);
		if (all.isEmpty() || Set.copyOf(all).size() < all.size()) {
			throw new IllegalArgumentException("Invalid limits %s: must be at least one, each once".formatted(all));
		}
		if (all.size() == 1) {
			return get(all.get(0));
		}
		List<LocalRateLimiter> parts = all.stream().map(this::limiter).toList();
		return new CombinedRateLimiter(parts, List.copyOf(this.limits.keySet()), this.time);
	}

	@Override
	public Map<String, Limit> limits() {
		return Collections.unmodifiableMap(this.limits);
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		if (!this.limits.containsKey(name)) {
			limiter(name);
		}
		return this.overrides.getOrDefault(name, Map.of());
	}

	/**
	 * Forgets the keys of which nothing counts any more, as happens from time to time.
	 */
	void sweep() {
		this.limiters.values().forEach((limiter) -> limiter.cells.sweep());
	}

	/** How many keys of a limit are held. */
	long keys(String name) {
		return limiter(name).cells.keys();
	}

	/** How many keys of a limit were forced out while they still counted. */
	long evictions(String name) {
		return limiter(name).cells.evictions();
	}

	/**
	 * Ends the sweeping of idle keys.
	 */
	@Override
	public void close() {
		this.sweeper.shutdownNow();
	}

}

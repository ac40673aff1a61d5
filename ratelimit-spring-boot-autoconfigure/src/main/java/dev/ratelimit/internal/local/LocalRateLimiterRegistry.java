package dev.ratelimit.internal.local;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterCore;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.NamedLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.limiter.WaitingLimiter;
import dev.ratelimit.internal.limiter.WaitingRoom;
import dev.ratelimit.internal.limiter.WaitingRooms;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The limiters of one node. Safe for use by many threads; to be closed when no longer
 * used.
 */
public final class LocalRateLimiterRegistry implements StoreRegistry, AutoCloseable {

	private static final Log logger = LogFactory.getLog(LocalRateLimiterRegistry.class);

	private static final long SWEEP_SECONDS = 10;

	private final TermsInForce inForce;

	private final NamedLimits<Single> limiters;

	private final KeyCapacity capacity;

	private final TimeSource time;

	private final @Nullable LimiterListener listener;

	private final ScheduledThreadPoolExecutor sweeper = sweeper();

	/**
	 * Makes a limiter per limit, without a listener.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param resolver chooses limits by key, or null
	 * @param time the clock; one that goes back is held still
	 * @param maximumSize most keys held per limit, at least 1
	 * @throws IllegalArgumentException if a name is repeated or the size below 1
	 */
	public LocalRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			@Nullable LimitResolver resolver, TimeSource time, long maximumSize) {
		this(limits, overrides, resolver, time, maximumSize, null);
	}

	/**
	 * Makes a limiter per limit, without a listener.
	 * @param limits the limits and what some calls have instead, each name once
	 * @param resolver chooses limits by key, or null
	 * @param time the clock; one that goes back is held still
	 * @param maximumSize most keys held per limit, at least 1
	 * @throws IllegalArgumentException if a name is repeated or the size below 1
	 */
	public LocalRateLimiterRegistry(List<LimitTerms> limits, @Nullable LimitResolver resolver, TimeSource time,
			long maximumSize) {
		this(new TermsInForce(limits), resolver, time, KeyCapacity.of(maximumSize), null);
	}

	/**
	 * Makes a limiter per limit.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 * @param resolver chooses limits by key, or null
	 * @param time the clock; one that goes back is held still
	 * @param maximumSize most keys held per limit, at least 1
	 * @param listener takes note of what limiters do, or null
	 * @throws IllegalArgumentException if a name is repeated or the size below 1
	 */
	public LocalRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides,
			@Nullable LimitResolver resolver, TimeSource time, long maximumSize, @Nullable LimiterListener listener) {
		this(new TermsInForce(limits, overrides), resolver, time, KeyCapacity.of(maximumSize), listener);
	}

	/**
	 * Makes a limiter per limit, on terms that another registry may share.
	 * @param inForce the limits
	 * @param resolver chooses limits by key, or null
	 * @param time the clock; one that goes back is held still
	 * @param capacity how many keys may be held
	 * @param listener takes note of what limiters do, or null
	 */
	public LocalRateLimiterRegistry(TermsInForce inForce, @Nullable LimitResolver resolver, TimeSource time,
			KeyCapacity capacity, @Nullable LimiterListener listener) {
		this.inForce = inForce;
		this.capacity = capacity;
		this.time = TimeSource.steady(time);
		this.listener = listener;
		this.limiters = inForce.all().map((name) -> {
			KeyTermsCache terms = new KeyTermsCache(new KeyLimits(name, inForce, resolver, listener));
			LimitCells cells = new LimitCells(name, terms, capacity.of(inForce.get(name)), this.time, this.sweeper,
					this::share, listener);
			return single(new LocalRateLimiter(cells, this.time));
		});
		String warning = capacity.warning(inForce.all().values(), Runtime.getRuntime().maxMemory());
		if (warning != null) {
			logger.warn(warning);
		}
		this.sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
	}

	private Single single(LocalRateLimiter core) {
		return new Single(core, limiter(core, List.of(core.cells.waitingRoom())));
	}

	private StoreLimiter limiter(LimiterCore core, List<WaitingRoom> rooms) {
		return new WaitingLimiter(core, new WaitingRooms(rooms), this.time, this.listener);
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
	public StoreLimiter get(String name) {
		return this.limiters.get(name).limiter;
	}

	@Override
	public StoreLimiter all(String... names) {
		List<Single> singles = this.limiters.all(names);
		if (singles.size() == 1) {
			return singles.get(0).limiter;
		}
		List<LocalRateLimiter> parts = singles.stream().map(Single::core).toList();
		return limiter(new CombinedRateLimiter(parts, List.copyOf(this.limiters.names())),
				parts.stream().map((part) -> part.cells.waitingRoom()).toList());
	}

	@Override
	public TermsInForce inForce() {
		return this.inForce;
	}

	/**
	 * Forgets the keys of which nothing counts any more, as happens from time to time.
	 */
	void sweep() {
		this.limiters.values().forEach((limiter) -> limiter.core.cells.sweep());
		share();
	}

	/** Lets limits with many keys have what others do not use. */
	private void share() {
		Collection<Single> all = this.limiters.values();
		long held = all.stream().mapToLong((limiter) -> limiter.core.cells.keys()).sum();
		all.forEach((limiter) -> {
			LimitCells cells = limiter.core.cells;
			cells.resize(this.capacity.share(this.inForce.get(cells.name()), cells.keys(), held, all.size()));
		});
	}

	@Override
	public String store() {
		return "local";
	}

	@Override
	public long keys(String name) {
		return this.limiters.get(name).core.cells.keys();
	}

	@Override
	public boolean degraded() {
		return false;
	}

	@Override
	public int waiting(String name) {
		return this.limiters.get(name).core.cells.waitingRoom().waiting();
	}

	@Override
	public synchronized void change(List<LimitTerms> limits) {
		this.inForce.check(limits);
		changed(this.inForce.change(limits));
	}

	/**
	 * Other terms are in force, on which every call is decided once this returns.
	 * @param names the limits that were changed
	 */
	public void changed(List<String> names) {
		names.forEach((name) -> this.limiters.get(name).core.cells.changed());
		if (this.listener != null) {
			names.forEach(this.listener::changed);
		}
	}

	/** How many keys of a limit were forced out while they still counted. */
	long evictions(String name) {
		return this.limiters.get(name).core.cells.evictions();
	}

	/**
	 * Ends the sweeping of idle keys.
	 */
	@Override
	public void close() {
		this.sweeper.shutdownNow();
	}

	/**
	 * One limit.
	 *
	 * @param core decides
	 * @param limiter the limiter around it
	 */
	private record Single(LocalRateLimiter core, StoreLimiter limiter) {

	}

}

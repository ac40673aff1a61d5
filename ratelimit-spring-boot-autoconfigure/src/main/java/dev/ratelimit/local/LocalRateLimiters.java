package dev.ratelimit.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Registry that keeps its keys in memory, and is built in code instead of from
 * configuration:
 *
 * <pre class="code">
 * ManualTimeSource time = new ManualTimeSource();
 * LocalRateLimiters limiters = LocalRateLimiters.builder()
 *     .limit(Limit.tokenBucket("api", "2/1m").build())
 *     .time(time)
 *     .build();
 * </pre>
 *
 * Safe for use by many threads. Close it when it is no longer used; until then a daemon
 * thread drops idle keys.
 */
public final class LocalRateLimiters implements RateLimiterRegistry, AutoCloseable {

	private final LocalRateLimiterRegistry registry;

	private LocalRateLimiters(Builder settings) {
		List<LimitTerms> limits = settings.limits.stream()
			.map((limit) -> new LimitTerms(limit, settings.overrides.getOrDefault(limit.name(), Map.of()),
					settings.plans.getOrDefault(limit.name(), Map.of())))
			.toList();
		this.registry = new LocalRateLimiterRegistry(limits, settings.resolver, settings.time, settings.maximumSize);
	}

	/**
	 * Returns a builder for a registry.
	 * @return a builder without limits
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public RateLimiter get(String name) {
		return this.registry.get(name);
	}

	@Override
	public RateLimiter all(String... names) {
		return this.registry.all(names);
	}

	@Override
	public Map<String, Limit> limits() {
		return this.registry.limits();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return this.registry.overrides(name);
	}

	@Override
	public Map<String, Limit> plans(String name) {
		return this.registry.plans(name);
	}

	/**
	 * Stops the thread that drops idle keys. Calls are still decided.
	 */
	@Override
	public void close() {
		this.registry.close();
	}

	/**
	 * Builds a {@link LocalRateLimiters}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private static final long DEFAULT_MAXIMUM_SIZE = 100_000;

		private final List<Limit> limits = new ArrayList<>();

		private final Map<String, Map<String, Limit>> overrides = new HashMap<>();

		private final Map<String, Map<String, Limit>> plans = new HashMap<>();

		private @Nullable LimitResolver resolver;

		private TimeSource time = TimeSource.system();

		private long maximumSize = DEFAULT_MAXIMUM_SIZE;

		private Builder() {
		}

		/**
		 * Adds a limit.
		 * @param limit the limit; each limit has a name of its own
		 * @return this builder
		 */
		public Builder limit(Limit limit) {
			this.limits.add(limit);
			return this;
		}

		/**
		 * Sets other terms for a key.
		 * @param key the key
		 * @param limit the key's limit, with the name and algorithm of a limit that is
		 * added too
		 * @return this builder
		 */
		public Builder override(String key, Limit limit) {
			this.overrides.computeIfAbsent(limit.name(), (name) -> new HashMap<>()).put(key, limit);
			return this;
		}

		/**
		 * Sets other terms for calls on a plan.
		 * @param plan the plan's name
		 * @param limit the plan's limit, with the name and algorithm of a limit that is
		 * added too
		 * @return this builder
		 * @see RateLimiter#withPlan
		 */
		public Builder plan(String plan, Limit limit) {
			this.plans.computeIfAbsent(limit.name(), (name) -> new LinkedHashMap<>()).put(plan, limit);
			return this;
		}

		/**
		 * Sets the resolver that chooses a key's limit.
		 * @param resolver the resolver; none by default
		 * @return this builder
		 */
		public Builder resolver(LimitResolver resolver) {
			this.resolver = resolver;
			return this;
		}

		/**
		 * Sets the clock.
		 * @param time the clock, such as a {@link dev.ratelimit.ManualTimeSource};
		 * {@link TimeSource#system()} by default
		 * @return this builder
		 */
		public Builder time(TimeSource time) {
			this.time = time;
			return this;
		}

		/**
		 * Sets the most keys held per limit. Beyond it the least used are forgotten, even
		 * if what they spent still counts.
		 * @param maximumSize at least 1; 100000 by default
		 * @return this builder
		 */
		public Builder maximumSize(long maximumSize) {
			this.maximumSize = maximumSize;
			return this;
		}

		/**
		 * Builds the registry.
		 * @return the registry, to be closed
		 * @throws IllegalArgumentException if two limits have the same name, an override
		 * or a plan is of no limit that was added or of another algorithm, or the maximum
		 * size is below 1
		 */
		public LocalRateLimiters build() {
			this.overrides.forEach((name, keys) -> keys.forEach((key, limit) -> check("override", key, limit)));
			this.plans.forEach((name, plans) -> plans.forEach((plan, limit) -> check("plan", plan, limit)));
			return new LocalRateLimiters(this);
		}

		private void check(String kind, String of, Limit other) {
			if (this.limits.stream()
				.noneMatch((limit) -> limit.name().equals(other.name()) && limit.algorithm() == other.algorithm())) {
				throw new IllegalArgumentException(
						"Invalid %s '%s' (%s): must have the name and algorithm of a limit that was added, %s"
							.formatted(kind, of, other, this.limits));
			}
		}

	}

}

package dev.ratelimit.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.NearestName;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The registry under {@code ratelimit.enabled=false}: the limits are there, and admit
 * everything.
 */
final class DisabledRateLimiterRegistry implements RateLimiterRegistry {

	private final Map<String, Limit> limits = new LinkedHashMap<>();

	private final Map<String, Map<String, Limit>> overrides;

	private final Map<String, RateLimiter> limiters = new LinkedHashMap<>();

	DisabledRateLimiterRegistry(ConfiguredLimits configured) {
		for (Limit limit : configured.limits()) {
			this.limits.put(limit.name(), limit);
			this.limiters.put(limit.name(), new Admitting(List.of(limit)));
		}
		this.overrides = configured.overrides();
	}

	@Override
	public RateLimiter get(String name) {
		return known(this.limiters, name);
	}

	@Override
	public RateLimiter all(String... names) {
		if (names.length == 0 || Arrays.stream(names).distinct().count() < names.length) {
			throw new IllegalArgumentException(
					"Invalid limits %s: must be at least one, each once".formatted(Arrays.toString(names)));
		}
		return new Admitting(Arrays.stream(names).map((name) -> known(this.limits, name)).toList());
	}

	@Override
	public Map<String, Limit> limits() {
		return Collections.unmodifiableMap(this.limits);
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		known(this.limits, name);
		return Collections.unmodifiableMap(this.overrides.getOrDefault(name, Map.of()));
	}

	private static <T> T known(Map<String, T> byName, String name) {
		T value = byName.get(name);
		if (value == null) {
			throw new IllegalArgumentException("Unknown limit '%s'%s. The limits are: %s".formatted(name,
					NearestName.hint(name, byName.keySet()), String.join(", ", byName.keySet())));
		}
		return value;
	}

	private record Admitting(List<Limit> limits) implements RateLimiter {

		@Override
		public Decision tryAcquire(String key, long permits) {
			if (permits < 0) {
				throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
			}
			return peek(key);
		}

		@Override
		public Decision acquire(String key, long permits, Duration maxWait) {
			return tryAcquire(key, permits);
		}

		@Override
		public Decision request(String key, long permits, @Nullable Duration maxWait) {
			return peek(key);
		}

		@Override
		public Decision peek(String key) {
			return Decision.combined(
					this.limits.stream().map((limit) -> Decision.allowed(limit, 0, limit.quota(), 0, 0)).toList());
		}

		@Override
		public void refund(String key, Decision decision) {
			// nothing is ever spent
		}

		@Override
		public void reset(String key) {
			// nothing is ever spent
		}

	}

}

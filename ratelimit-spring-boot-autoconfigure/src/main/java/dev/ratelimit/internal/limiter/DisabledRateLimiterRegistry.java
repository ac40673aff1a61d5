package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * The registry under {@code ratelimit.enabled=false}: the limits are there, and admit
 * everything.
 */
public final class DisabledRateLimiterRegistry implements RateLimiterRegistry {

	private final NamedLimits<Admitting> limiters;

	/**
	 * Limiters that admit everything.
	 * @param limits the limits, each name once
	 * @param overrides by limit and key, the limits of keys that have one of their own
	 */
	public DisabledRateLimiterRegistry(List<Limit> limits, Map<String, Map<String, Limit>> overrides) {
		this.limiters = new NamedLimits<>(limits, overrides, (limit, keys) -> new Admitting(List.of(limit)));
	}

	@Override
	public RateLimiter get(String name) {
		return this.limiters.get(name);
	}

	@Override
	public RateLimiter all(String... names) {
		return new Admitting(this.limiters.all(names).stream().flatMap((one) -> one.limits.stream()).toList());
	}

	@Override
	public Map<String, Limit> limits() {
		return this.limiters.limits();
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		return this.limiters.overrides(name);
	}

	private record Admitting(List<Limit> limits) implements StoreLimiter {

		@Override
		public LimitDecision tryAcquire(String key, long permits) {
			if (permits < 0) {
				throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
			}
			return peek(key);
		}

		@Override
		public LimitDecision acquire(String key, long permits, Duration maxWait) {
			return tryAcquire(key, permits);
		}

		@Override
		public CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait) {
			return CompletableFuture.completedFuture(tryAcquire(key, permits));
		}

		@Override
		public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait) {
			return CompletableFuture.completedFuture(peek(key));
		}

		@Override
		public LimitDecision request(String key, long permits, @Nullable Duration maxWait) {
			return peek(key);
		}

		@Override
		public LimitDecision peek(String key) {
			return LimitDecision.combined(
					this.limits.stream().map((limit) -> LimitDecision.allowed(limit, 0, limit.quota(), 0, 0)).toList());
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

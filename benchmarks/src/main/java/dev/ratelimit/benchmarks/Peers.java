package dev.ratelimit.benchmarks;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;

/**
 * Others, a limiter per key as their documentation has it.
 */
final class Peers {

	private static final long PLENTY = 5_000_000_000L;

	private Peers() {
	}

	static Subject bucket4j(boolean admit) {
		Cache<String, Bucket> buckets = Caffeine.newBuilder()
			.maximumSize(Floors.MAXIMUM_SIZE)
			.expireAfterAccess(Duration.ofHours(1))
			.build();
		return (key) -> {
			Bucket bucket = buckets.getIfPresent(key);
			if (bucket == null) {
				bucket = buckets.get(key, (absent) -> bucket(admit));
			}
			return bucket.tryConsume(1);
		};
	}

	private static Bucket bucket(boolean admit) {
		return Bucket.builder()
			.addLimit((limit) -> admit ? limit.capacity(PLENTY).refillGreedy(100, Duration.ofMinutes(1))
					: limit.capacity(10).refillGreedy(10, Duration.ofHours(1)))
			.build();
	}

	static Subject resilience4j(boolean admit) {
		RateLimiterRegistry registry = RateLimiterRegistry.of(RateLimiterConfig.custom()
			.limitForPeriod(admit ? 1_000_000_000 : 10)
			.limitRefreshPeriod(admit ? Duration.ofSeconds(1) : Duration.ofHours(1))
			.timeoutDuration(Duration.ZERO)
			.build());
		return (key) -> registry.rateLimiter(key).acquirePermission();
	}

	@SuppressWarnings("UnstableApiUsage")
	static Subject guava(boolean admit) {
		Cache<String, RateLimiter> limiters = Caffeine.newBuilder().maximumSize(Floors.MAXIMUM_SIZE).build();
		return (key) -> {
			RateLimiter limiter = limiters.getIfPresent(key);
			if (limiter == null) {
				limiter = limiters.get(key, (absent) -> RateLimiter.create(admit ? 1e9 : 1 / 3600.0));
			}
			return limiter.tryAcquire();
		};
	}

}

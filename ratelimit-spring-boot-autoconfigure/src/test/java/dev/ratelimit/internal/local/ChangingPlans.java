package dev.ratelimit.internal.local;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A resolver whose answer a test changes, behind an override of twice the quota for the
 * key {@code vip}.
 */
final class ChangingPlans {

	private final TimeSource clock;

	/** What the resolver answers; null for the override or the limit itself. */
	volatile @Nullable Limit resolved;

	volatile boolean failing;

	final AtomicInteger asked = new AtomicInteger();

	ChangingPlans(TimeSource clock) {
		this.clock = clock;
	}

	StoreLimiter limiter(Limit limit) {
		LimitResolver resolver = (configured, key) -> {
			this.asked.incrementAndGet();
			assertThat(configured).isEqualTo(limit);
			if (this.failing) {
				throw new IllegalStateException("no database");
			}
			return this.resolved;
		};
		Map<String, Limit> overrides = Map.of("vip", limit.withRate("20/1h"));
		return new LocalRateLimiterRegistry(List.of(limit), Map.of("api", overrides), resolver, this.clock, 100)
			.get("api");
	}

}

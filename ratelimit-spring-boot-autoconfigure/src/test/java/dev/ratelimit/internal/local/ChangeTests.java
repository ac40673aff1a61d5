package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Limits that are changed while they are in use.
 */
class ChangeTests {

	private final ManualTimeSource clock = new ManualTimeSource();

	private final ChangingLimits limits = new ChangingLimits(this.clock);

	@Test
	void limitsInForceAreAnswered() {
		LocalRateLimiterRegistry registry = this.limits.registry(null, bucket("10/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "1/1h"));
		registry.get("api").tryAcquire("seen");
		Limit next = bucket("20/1h");
		registry.change(List.of(next), Map.of("api", Map.of("vip", next.withRate("30/1h"))));
		assertThat(registry.limits()).containsEntry("api", next).containsOnlyKeys("api", "b");
		assertThat(registry.limits().keySet()).containsExactly("api", "b");
		assertThat(registry.overrides("api")).containsOnlyKeys("vip");
		assertThat(registry.get("api").peek("seen").quota()).isEqualTo(20);
		assertThat(registry.get("api").peek("new").quota()).isEqualTo(20);
		assertThat(registry.get("api").tryAcquire("vip").quota()).isEqualTo(30);
		registry.change(List.of(next), Map.of());
		assertThat(registry.get("api").tryAcquire("vip").quota()).isEqualTo(20);
	}

	@Test
	void anotherAlgorithmAndAnUnknownLimitChangeNothing() {
		LocalRateLimiterRegistry registry = this.limits.registry(null, bucket("10/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "1/1h"));
		Limit other = Limit.of("b", Algorithm.SLIDING_WINDOW_LOG, "1/1h");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> registry.change(List.of(bucket("20/1h"), other), Map.of()))
			.withMessageContaining("'b' by fixed-window cannot become 'b' by sliding-window-log");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> registry.change(List.of(bucket("20/1h"), Limit.of("c", Algorithm.TOKEN_BUCKET, "1/1h")),
					Map.of()))
			.withMessageContaining("Unknown limit 'c'");
		assertThat(registry.get("api").peek("key").quota()).isEqualTo(10);
	}

	/** 7 of 10 an hour are back after 42 minutes. */
	@ParameterizedTest
	@CsvSource({ "20/1h, 6, 2520", "5/1h, 1, 2520", "10/1m, 0, 60" })
	void aTokenBucketKeepsItsTimeUntilFull(String rate, long remaining, long resetSeconds) {
		LocalRateLimiterRegistry registry = this.limits.registry(null, bucket("10/1h"));
		registry.get("api").tryAcquire("key", 7);
		registry.change(List.of(bucket(rate)), Map.of());
		Decision changed = registry.get("api").peek("key");
		assertThat(changed.resetAfter()).hasSeconds(resetSeconds);
		assertThat(changed.remaining()).isEqualTo(remaining);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	void aWindowKeepsItsCountThroughASmallerLimit(Algorithm algorithm) {
		LocalRateLimiterRegistry registry = this.limits.registry(null, Limit.of("api", algorithm, "10/1h"));
		RateLimiter limiter = registry.get("api");
		this.limits.opened(limiter, algorithm, "key");
		Decision first = limiter.tryAcquire("key", 9);
		registry.change(List.of(Limit.of("api", algorithm, "4/1h")), Map.of());
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		limiter.refund("key", first);
		assertThat(limiter.peek("key").remaining()).isEqualTo(4);
		registry.change(List.of(Limit.of("api", algorithm, "3/1h")), Map.of());
		registry.change(List.of(Limit.of("api", algorithm, "10/1h")), Map.of());
		assertThat(limiter.peek("key").remaining()).isEqualTo(10);
		this.clock.advance(Duration.ofHours(2));
		this.limits.opened(limiter, algorithm, "key");
		assertThat(limiter.peek("key").remaining()).isEqualTo(10);
	}

	@Test
	void observingBeginsAndEnds() {
		LocalRateLimiterRegistry registry = this.limits.registry(null, bucket("1/1h"));
		RateLimiter limiter = registry.get("api");
		limiter.tryAcquire("key");
		registry.change(List.of(bucket("1/1h").withMode(Mode.OBSERVE)), Map.of());
		assertThat(limiter.tryAcquire("key").observed()).isTrue();
		registry.change(List.of(bucket("1/1h")), Map.of());
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
	}

	@Test
	void combinationsMadeBeforeFollow() {
		LocalRateLimiterRegistry registry = this.limits.registry(null, bucket("10/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "9/1h"));
		RateLimiter all = registry.all("api", "b");
		all.tryAcquire("key");
		registry.change(List.of(Limit.of("b", Algorithm.FIXED_WINDOW, "2/1h")), Map.of());
		assertThat(all.tryAcquire("key").allowed()).isTrue();
		assertThat(all.tryAcquire("key").limit()).isEqualTo("b");
		assertThat(registry.get("api").peek("key").remaining()).isEqualTo(8);
	}

	@Test
	void placesToWaitFollow() throws InterruptedException {
		Limit limit = Limit.of("api", Algorithm.LEAKY_BUCKET, "1/1s");
		LocalRateLimiterRegistry registry = this.limits.registry(null, limit.withWaiting(Duration.ofSeconds(5), 0));
		RateLimiter limiter = registry.get("api");
		limiter.acquire("key");
		assertThat(limiter.acquire("key", 1, Duration.ofSeconds(5)).allowed()).isFalse();
		registry.change(List.of(limit.withWaiting(Duration.ofSeconds(5), 1)), Map.of());
		assertThat(limiter.acquire("key", 1, Duration.ofSeconds(5)).allowed()).isTrue();
		assertThat(registry.waiting("api")).isZero();
	}

	@Test
	void theResolverIsAskedAgainAtOnceWithWhatIsInForce() {
		LocalRateLimiterRegistry registry = this.limits
			.registry((configured, key) -> configured.withCapacity(configured.rate().permits() * 2), bucket("10/1h"));
		RateLimiter limiter = registry.get("api");
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(20);
		registry.change(List.of(bucket("30/1h")), Map.of());
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(60);
		registry.change(List.of(bucket("30/1h").withMode(Mode.OBSERVE)), Map.of());
		assertThat(limiter.tryAcquire("key", 60).observed()).isTrue();
	}

	@Test
	void aPlanThatStaysTheSameIsNotAskedForOnAndOn() {
		AtomicLong asked = new AtomicLong();
		LocalRateLimiterRegistry registry = this.limits.registry((configured, key) -> {
			asked.incrementAndGet();
			return bucket("7/1h");
		}, bucket("10/1h"));
		RateLimiter limiter = registry.get("api");
		limiter.tryAcquire("key");
		registry.change(List.of(bucket("30/1h")), Map.of());
		for (int i = 0; i < 5; i++) {
			limiter.tryAcquire("key");
		}
		assertThat(asked).hasValue(2);
	}

	private static Limit bucket(String rate) {
		return Limit.of("api", Algorithm.TOKEN_BUCKET, rate);
	}

}

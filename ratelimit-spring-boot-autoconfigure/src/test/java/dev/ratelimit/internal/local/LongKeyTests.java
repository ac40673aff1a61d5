package dev.ratelimit.internal.local;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.key.HeldKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys that are too long to be held as they are. */
class LongKeyTests {

	private static final String LONG = "k".repeat(100);

	private final LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(
			List.of(Limit.of("api", Algorithm.TOKEN_BUCKET, "10/1h")), Map.of(), null, new ManualTimeSource(), 1_000);

	private final RateLimiter limiter = this.registry.get("api");

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void eachHasItsOwnPermits() {
		this.limiter.tryAcquire(LONG, 3);
		this.limiter.tryAcquire(LONG + "1", 4);
		assertThat(this.limiter.peek("k".repeat(100)).remaining()).isEqualTo(7);
		assertThat(this.limiter.peek(LONG + "1").remaining()).isEqualTo(6);
		assertThat(this.limiter.peek(LONG + "2").remaining()).isEqualTo(10);
		assertThat(this.registry.keys("api")).isEqualTo(2);
	}

	@Test
	void whoKnowsTheDigestDoesNotSpendForTheKey() {
		this.limiter.tryAcquire(LONG, 3);
		String digest = HeldKey.of(LONG);
		assertThat(this.limiter.tryAcquire(digest, 10).allowed()).isTrue();
		assertThat(this.limiter.peek(LONG).remaining()).isEqualTo(7);
		assertThat(this.limiter.peek(digest).remaining()).isZero();
		this.limiter.reset(digest);
		assertThat(this.limiter.peek(LONG).remaining()).isEqualTo(7);
	}

	@Test
	void refundsAndResetsFindIt() {
		Decision decision = this.limiter.tryAcquire(LONG, 3);
		this.limiter.tryAcquire(LONG, 5);
		this.limiter.refund(LONG, decision);
		assertThat(this.limiter.peek(LONG).remaining()).isEqualTo(5);
		this.limiter.reset(LONG);
		assertThat(this.limiter.peek(LONG).remaining()).isEqualTo(10);
	}

	@Test
	void theKeyItselfIsNotHeld() {
		List<WeakReference<String>> keys = IntStream.range(0, 10).mapToObj((i) -> {
			String key = LONG + i;
			this.limiter.tryAcquire(key);
			return new WeakReference<>(key);
		}).toList();
		System.gc();
		assertThat(keys).allMatch((key) -> key.get() == null);
		assertThat(this.registry.keys("api")).isEqualTo(10);
	}

}

package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.remote.OnFailure;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What lies in Redis, for how long, and that other plans can go on from it.
 */
class StateTests {

	private final String prefix = Redis.prefix();

	@ParameterizedTest
	@EnumSource
	void oneSmallKeyForAsLongAsItCounts(Algorithm algorithm) throws Exception {
		RateLimiter limiter = limiter(TimeSource.system(), Redis.runner(), Limit.of("api", algorithm, "100/365d"));
		long before = System.nanoTime();
		Decision decision = limiter.tryAcquire("key");
		String name = this.prefix + "{key}:api:%s:1".formatted(algorithm.id());
		assertThat(Redis.commands().keys(this.prefix + "*").get()).hasSize(1);
		long left = Redis.commands().pttl(name.getBytes(StandardCharsets.UTF_8)).get();
		long passed = Duration.ofNanos(System.nanoTime() - before).toMillis() + 1;
		long reset = decision.resetAfter().toMillis();
		assertThat(left).isBetween(reset - passed, reset + 1);
		assertThat(Redis.commands().memoryUsage(name.getBytes(StandardCharsets.UTF_8)).get()).isLessThan(220);
	}

	@ParameterizedTest
	@EnumSource
	void lookingAndRefusingWriteNothing(Algorithm algorithm) {
		Clock clock = new Clock();
		RateLimiter limiter = limiter(clock, new ClockedRunner(Redis.runner(), clock),
				Limit.of("api", algorithm, "1/1m"));
		limiter.peek("key");
		String name = this.prefix + "{key}:api:%s:1".formatted(algorithm.id());
		assertThat(Redis.server().command("EXISTS", name)).startsWith(":0");
		limiter.tryAcquire("key");
		String before = Redis.server().command("DUMP", name);
		clock.advance(1_000_000);
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		assertThat(Redis.server().command("DUMP", name)).isEqualTo(before);
	}

	@Test
	void waitingCallersAreCounted() throws InterruptedException {
		AtomicReference<@Nullable RedisRateLimiterRegistry> made = new AtomicReference<>();
		List<Integer> waiting = new ArrayList<>();
		TimeSource system = TimeSource.system();
		TimeSource impatient = new TimeSource() {

			@Override
			public long nanos() {
				return system.nanos();
			}

			@Override
			public void sleep(long nanos) throws InterruptedException {
				waiting.add(Objects.requireNonNull(made.get()).waiting("api"));
				throw new InterruptedException();
			}

		};
		try (RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(
				List.of(Limit.of("api", Algorithm.LEAKY_BUCKET, "1/1h")), Map.of(), null, impatient, 1000, settings(),
				null, Redis.runner())) {
			made.set(registry);
			registry.get("api").acquire("key");
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> registry.get("api").acquire("key"));
			assertThat(waiting).containsExactly(1);
			assertThat(registry.waiting("api")).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void anotherPlanGoesOnFromWhatWasSpent(Algorithm algorithm) {
		Clock clock = new Clock();
		AtomicReference<String> rate = new AtomicReference<>("10/10s");
		RedisSettings settings = settings();
		RateLimiter limiter = new RedisRateLimiterRegistry(List.of(Limit.of("api", algorithm, "10/10s")), Map.of(),
				(configured, key) -> configured.withRate(rate.get()), clock, 1000, settings, null,
				new ClockedRunner(Redis.runner(), clock))
			.get("api");
		clock.advance(3_000_000_000L);
		limiter.tryAcquire("key");
		limiter.tryAcquire("key");
		rate.set("5/60s");
		clock.advance(10_000_000_000L);
		Decision state = limiter.peek("key");
		assertThat(state.quota()).isEqualTo(5);
		for (int i = 0; i < 10; i++) {
			limiter.tryAcquire("key");
		}
		Decision refused = limiter.tryAcquire("key");
		assertThat(refused.allowed()).isFalse();
		rate.set("1000/1s");
		clock.advance(10_000_000_000L);
		Decision next = limiter.tryAcquire("key");
		assertThat(next.quota()).isEqualTo(1000);
		clock.advance(2_000_000_000L);
		assertThat(limiter.tryAcquire("key").allowed()).isTrue();
	}

	@Test
	void aBucketKeepsItsTimeUntilFullCappedAtTheNewFillTime() {
		Clock clock = new Clock();
		ClockedRunner runner = new ClockedRunner(Redis.runner(), clock);
		Limit slow = Limit.of("api", Algorithm.TOKEN_BUCKET, "10/100s");
		assertThat(limiter(clock, runner, slow).tryAcquire("key", 10).resetAfter()).hasSeconds(100);
		clock.advance(60_000_000_000L);
		assertThat(limiter(clock, runner, slow.withRate("10/50s")).peek("key").resetAfter()).hasSeconds(40);
		assertThat(limiter(clock, runner, slow.withRate("10/10s")).peek("key").resetAfter()).hasSeconds(10);
		assertThat(limiter(clock, runner, slow.withRate("10/10s")).peek("key").remaining()).isZero();
	}

	@Test
	void aWindowWhosePeriodChangesCountsWhereItsLastCallCame() {
		Clock clock = new Clock();
		ClockedRunner runner = new ClockedRunner(Redis.runner(), clock);
		Limit hour = Limit.of("api", Algorithm.FIXED_WINDOW, "10/1h");
		limiter(clock, runner, hour).tryAcquire("key", 4);
		Limit minute = hour.withRate("10/1m");
		clock.advance(59_000_000_000L);
		assertThat(limiter(clock, runner, minute).peek("key").remaining()).isEqualTo(6);
		clock.advance(1_000_000_000L);
		assertThat(limiter(clock, runner, minute).peek("key").remaining()).isEqualTo(10);
		assertThat(limiter(clock, runner, hour).peek("key").remaining()).isEqualTo(6);
	}

	@ParameterizedTest
	@EnumSource
	void anotherAlgorithmBeginsAnewAndMisreadsNothing(Algorithm before) {
		for (Algorithm after : Algorithm.values()) {
			String key = before + " " + after;
			limiter(TimeSource.system(), Redis.runner(), Limit.of("api", before, "100/1h")).tryAcquire(key);
			RateLimiter limiter = limiter(TimeSource.system(), Redis.runner(), Limit.of("api", after, "100/1h"));
			assertThat(limiter.peek(key).remaining()).as("%s after %s", after, before)
				.isEqualTo((after == before) ? limiter.peek(key).remaining() : limiter.peek("new").remaining());
			Decision decision = limiter.tryAcquire(key);
			assertThat(decision.degraded()).isFalse();
			assertThat(decision.allowed()).isEqualTo(after != before || limiter.peek("new").remaining() > 1);
		}
	}

	private RateLimiter limiter(TimeSource time, ScriptRunner runner, Limit limit) {
		return new RedisRateLimiterRegistry(List.of(limit), Map.of(), null, time, 1000, settings(), null, runner)
			.get("api");
	}

	private RedisSettings settings() {
		return new RedisSettings(this.prefix, Duration.ofSeconds(30), OnFailure.DENY, 0, "");
	}

}

package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.remote.OnFailure;
import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Blocks in Redis: shared by all nodes, kept for as long as they count, and hidden by
 * nothing that a node does by itself.
 */
class RedisBlockTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration HOUR = Duration.ofHours(1);

	private final String prefix = Redis.prefix();

	private final Clock clock = new Clock();

	private volatile boolean away;

	private RedisRateLimiterRegistry node(int lease, Limit... limits) {
		RedisSettings settings = new RedisSettings(this.prefix, Duration.ofSeconds(30), OnFailure.LOCAL, lease, "");
		ClockedRunner clocked = new ClockedRunner(Redis.runner(), this.clock);
		return new RedisRateLimiterRegistry(List.of(limits), Map.of(), null, this.clock, 1000, settings, null,
				new ScriptRunner() {

					@Override
					public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
						return RedisBlockTests.this.away
								? CompletableFuture.failedFuture(new RedisConnectionException("away"))
								: clocked.runKnown(script, keys, arguments);
					}

					@Override
					public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
						return clocked.run(script, keys, arguments);
					}

					@Override
					public CompletableFuture<Long> remove(byte[][] keys) {
						return clocked.remove(keys);
					}

				});
	}

	private static Decision refuse(RateLimiter limiter) {
		Decision decision = limiter.tryAcquire("key");
		while (decision.allowed()) {
			decision = limiter.tryAcquire("key");
		}
		return decision;
	}

	private static boolean blocked(Decision decision) {
		return LimitDecision.of(decision).blocked();
	}

	@ParameterizedTest
	@EnumSource
	void allNodesRefuseWhomOneHasBlockedAndAnyMayLiftIt(Algorithm algorithm) {
		Limit limit = Limit.of("api", algorithm, "1000/1s").withBlock(MINUTE);
		RateLimiter one = node(0, limit).get("api");
		RateLimiter other = node(100, limit).get("api");
		for (int i = 0; i < 50; i++) {
			other.tryAcquire("key");
		}
		refuse(one);
		assertThat(blocked(other.tryAcquire("key"))).isTrue();
		assertThat(other.tryAcquire("key").retryAfter()).isEqualTo(MINUTE);
		other.reset("key");
		assertThat(one.tryAcquire("key").allowed()).isTrue();
	}

	@Test
	void aBlockIsASecondKeyInTheSameSlotForAsLongAsItIsRemembered() throws Exception {
		refuse(node(0, Limit.of("api", Algorithm.FIXED_WINDOW, "1/1h").withBlock(MINUTE, HOUR)).get("api"));
		String name = this.prefix + "{key}:api:block:1";
		assertThat(Redis.commands().exists(name.getBytes(StandardCharsets.UTF_8)).get()).isEqualTo(1);
		String gone = new String(Redis.commands().get((name + "@").getBytes(StandardCharsets.UTF_8)).get(),
				StandardCharsets.UTF_8);
		long lasts = Long.parseLong(gone) - this.clock.nanos() / 1_000;
		assertThat(lasts).isBetween(MINUTE.plus(HOUR).toNanos() / 1_000 + 1,
				MINUTE.plus(HOUR).toNanos() / 1_000 + 1_000);
	}

	@Test
	void limitsWithoutBlocksSendAndKeepNothingOfThem() throws Exception {
		refuse(node(0, Limit.of("api", Algorithm.FIXED_WINDOW, "1/1h")).get("api"));
		assertThat(Redis.commands().keys(this.prefix + "*block*").get()).isEmpty();
		assertThat(Script.of(List.of("fixed-window")).text()).doesNotContain("block_rest");
	}

	@ParameterizedTest
	@EnumSource
	void aBlockThatHasBegunOutlastsAChangeOfTermsAndOfThePlan(Algorithm algorithm) {
		Limit blocking = Limit.of("api", algorithm, "1/1s").withBlock(MINUTE, HOUR);
		RedisRateLimiterRegistry node = node(0, blocking);
		RateLimiter limiter = node.get("api");
		refuse(limiter);
		for (Limit next : List.of(blocking.withRate("100/1s"), blocking.withBlock(), blocking.withBlock(HOUR))) {
			node.change(List.of(new LimitTerms(next, Map.of(), Map.of("free", next.withBlock()))));
			assertThat(blocked(limiter.tryAcquire("key"))).isTrue();
			assertThat(limiter.peek("key").retryAfter()).isEqualTo(MINUTE);
			assertThat(blocked(limiter.withPlan("free").tryAcquire("key"))).isTrue();
		}
		node.change(List.of(new LimitTerms(blocking, Map.of())));
		this.clock.advance(MINUTE.toNanos());
		assertThat(limiter.tryAcquire("key").allowed()).isTrue();
		assertThat(refuse(limiter).retryAfter()).isEqualTo(HOUR);
	}

	@Test
	void whileRedisIsAwayEachNodeBlocksByItselfButNobodyWhoMayWait() throws InterruptedException {
		RateLimiter limiter = node(0, Limit.of("api", Algorithm.TOKEN_BUCKET, "2/1s").withBlock(HOUR)).get("api");
		this.away = true;
		for (int i = 0; i < 2; i++) {
			assertThat(limiter.tryAcquire("key").degraded()).isTrue();
		}
		assertThat(limiter.acquire("key", 1, Duration.ofSeconds(5)).allowed()).isTrue();
		Decision refused = refuse(limiter);
		assertThat(refused.degraded()).isTrue();
		assertThat(blocked(refused)).isTrue();
		assertThat(limiter.tryAcquire("key").retryAfter()).isEqualTo(HOUR);
	}

	@Test
	void aBlockOfPartsOfAMicrosecondIsAMistake() {
		Limit limit = Limit.of("api", Algorithm.FIXED_WINDOW, "1/1h").withBlock(Duration.ofNanos(1_000_001));
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> node(0, limit))
			.satisfies((ex) -> assertThat(ex.where()).isEqualTo("ratelimit.limits.api.block"))
			.withMessageContaining("microseconds");
	}

}

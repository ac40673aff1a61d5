package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.remote.OnFailure;
import io.lettuce.core.RedisConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much is admitted while Redis is away, by several nodes, whatever the time it takes.
 */
@Timeout(60)
class DegradedTests {

	private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "10/1h");

	private static final int NODES = 3;

	private final String prefix = Redis.prefix();

	private final Clock clock = new Clock();

	private volatile boolean away;

	@ParameterizedTest
	@CsvSource({ "LOCAL, 30", "DENY, 0", "ALLOW, 300" })
	void eachNodeAdmitsWhatItsPolicyGrants(OnFailure onFailure, int expected) {
		List<RateLimiter> nodes = List.of(node(onFailure), node(onFailure), node(onFailure));
		assertThat(spend(nodes)).as("by Redis").isEqualTo(10);
		this.away = true;
		assertThat(spend(nodes)).as("without it").isEqualTo(expected);
	}

	@Test
	void permitsThatANodeGrantedAloneStillCountInTheNextOutage() {
		List<RateLimiter> nodes = List.of(node(OnFailure.LOCAL));
		this.away = true;
		assertThat(spend(nodes)).isEqualTo(10);
		this.away = false;
		long deadline = System.nanoTime() + 20_000_000_000L;
		while (nodes.get(0).peek("key").degraded()) {
			assertThat(System.nanoTime()).as("Redis is found again").isLessThan(deadline);
			LockSupport.parkNanos(10_000_000);
		}
		assertThat(spend(nodes)).as("by Redis, which knows nothing of that").isEqualTo(10);
		this.away = true;
		assertThat(spend(nodes)).isZero();
	}

	@Test
	void eachLimitHasItsOwnPolicyAndSeveralAreDecidedTogether() {
		RedisSettings settings = new RedisSettings(this.prefix, Duration.ofSeconds(30), OnFailure.LOCAL, 0, "",
				Map.of("login", OnFailure.DENY, "open", OnFailure.ALLOW));
		RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(
				List.of(LIMIT, Limit.of("login", Algorithm.FIXED_WINDOW, "10/1h"),
						Limit.of("open", Algorithm.FIXED_WINDOW, "10/1h")),
				Map.of(), null, this.clock, 1000, settings, null,
				new Severed(new ClockedRunner(Redis.runner(), this.clock)));
		this.away = true;
		assertThat(registry.get("login").tryAcquire("key").allowed()).isFalse();
		assertThat(registry.get("open").tryAcquire("key", 10).allowed()).isTrue();
		Decision refused = registry.all("api", "login").tryAcquire("key");
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.limit()).isEqualTo("login");
		assertThat(refused.degraded()).isTrue();
		Decision admitted = registry.all("open", "api").tryAcquire("key", 3);
		assertThat(admitted.parts()).extracting(Decision::limit).containsExactly("open", "api");
		assertThat(registry.get("api").peek("key").remaining()).as("a refused call spends nothing").isEqualTo(7);
		registry.all("open", "api").refund("key", admitted);
		assertThat(registry.get("api").peek("key").remaining()).isEqualTo(10);
	}

	@ParameterizedTest
	@CsvSource({ "LOCAL, 20", "ALLOW, 20", "DENY, 20" })
	void theFallbackDecidesOnThePlanOfTheCall(OnFailure onFailure, long quota) {
		RedisSettings settings = new RedisSettings(this.prefix, Duration.ofSeconds(30), onFailure, 0, "");
		LimitTerms terms = new LimitTerms(LIMIT, Map.of(), Map.of("pro", LIMIT.withRate("20/1h")));
		RedisRateLimiterRegistry registry = new RedisRateLimiterRegistry(List.of(terms), null, this.clock, 1000,
				settings, null, new Severed(new ClockedRunner(Redis.runner(), this.clock)),
				dev.ratelimit.internal.remote.Clock.SYSTEM);
		this.away = true;
		Decision onPlan = registry.get("api").withPlan("pro").tryAcquire("key", 12);
		assertThat(onPlan.degraded()).isTrue();
		assertThat(onPlan.quota()).isEqualTo(quota);
		assertThat(registry.get("api").tryAcquire("key").allowed()).isEqualTo(onFailure == OnFailure.ALLOW);
	}

	/** What was charged by Redis, and by this node alone. */
	@ParameterizedTest
	@CsvSource({ "false, false", "false, true", "true, false", "true, true" })
	void aCostThatIsKnownDuringTheOutageIsThisNodesDebt(boolean chargedInTheOutage, boolean holdingNoThread) {
		RateLimiter node = node(OnFailure.LOCAL);
		this.away = chargedInTheOutage;
		Decision decision = node.tryAcquire("key", 2);
		this.away = true;
		if (holdingNoThread) {
			StoreLimiter.of(node).settleAsync("key", decision, 25).toCompletableFuture().join();
		}
		else {
			node.settle("key", decision, 25);
		}
		Decision refused = node.tryAcquire("key");
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.degraded()).isTrue();
		node.settle("key", decision, 0);
		assertThat(node.tryAcquire("key").allowed()).as("settled once").isFalse();
	}

	private static int spend(List<RateLimiter> nodes) {
		int admitted = 0;
		for (RateLimiter node : nodes) {
			for (int i = 0; i < 300 / NODES; i++) {
				admitted += node.tryAcquire("key").allowed() ? 1 : 0;
			}
		}
		return admitted;
	}

	private RateLimiter node(OnFailure onFailure) {
		RedisSettings settings = new RedisSettings(this.prefix, Duration.ofSeconds(30), onFailure, 0, "");
		ScriptRunner runner = new ClockedRunner(Redis.runner(), this.clock);
		return new RedisRateLimiterRegistry(List.of(LIMIT), Map.of(), null, this.clock, 1000, settings, null,
				new Severed(runner))
			.get("api");
	}

	/** A way to Redis that can be cut. */
	private final class Severed implements ScriptRunner {

		private final ScriptRunner runner;

		private Severed(ScriptRunner runner) {
			this.runner = runner;
		}

		@Override
		public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
			return DegradedTests.this.away ? cut() : this.runner.runKnown(script, keys, arguments);
		}

		@Override
		public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
			return DegradedTests.this.away ? cut() : this.runner.run(script, keys, arguments);
		}

		@Override
		public CompletableFuture<Long> remove(byte[][] keys) {
			return this.runner.remove(keys);
		}

		private static <T> CompletableFuture<T> cut() {
			return CompletableFuture.failedFuture(new RedisConnectionException("cut"));
		}

	}

}

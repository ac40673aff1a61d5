package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose clock a quota by the calendar follows, and what that costs.
 */
class RedisCalendarTests {

	private static final Limit MONTHLY = Limit.of("api", Algorithm.FIXED_WINDOW, "10/month");

	private final String prefix = Redis.prefix();

	@Test
	void nodesSpendInTheServersMonthWhateverTheirClocksSay() {
		Clock server = at("2026-05-31T23:00:00Z");
		RateLimiter early = node(at("2026-05-31T12:00:00Z"), server, MONTHLY);
		RateLimiter late = node(at("2026-06-01T10:00:00Z"), server, MONTHLY);
		RateLimiter lost = node(at("1999-01-01T00:00:00Z"), server, MONTHLY);
		assertThat(early.tryAcquire("key", 4).resetAfter()).isEqualTo(Duration.ofHours(1));
		assertThat(late.tryAcquire("key", 4).resetAfter()).isEqualTo(Duration.ofHours(1));
		assertThat(lost.tryAcquire("key", 4).retryAfter()).isEqualTo(Duration.ofHours(1));
		assertThat(lost.tryAcquire("key", 2).allowed()).isTrue();
		server.advance(Duration.ofHours(1).toNanos());
		assertThat(early.tryAcquire("key", 10).resetAfter()).isEqualTo(Duration.ofDays(30));
		assertThat(late.tryAcquire("key").retryAfter()).isEqualTo(Duration.ofDays(30));
		assertThat(lost.peek("key").remaining()).isZero();
	}

	@Test
	void oneMoreTripIsMadeInANewMonthAndNoneAfterIt() {
		Clock server = at("2026-05-31T23:00:00Z");
		List<String> trips = Collections.synchronizedList(new ArrayList<>());
		RateLimiter node = limiter(server, counting(new ClockedRunner(Redis.runner(), server), trips), MONTHLY);
		node.tryAcquire("key");
		trips.clear();
		node.tryAcquire("key");
		assertThat(trips).hasSize(1);
		server.advance(Duration.ofHours(1).toNanos());
		node.tryAcquire("key");
		assertThat(trips).hasSize(3);
		node.tryAcquire("another");
		assertThat(trips).hasSize(4);
	}

	@Test
	void aRefundAlsoFindsTheServersMonth() {
		Clock server = at("2026-05-31T23:00:00Z");
		RateLimiter node = node(server, server, MONTHLY);
		Decision may = node.tryAcquire("key", 4);
		server.advance(Duration.ofHours(1).toNanos());
		RateLimiter other = node(server, server, MONTHLY);
		other.tryAcquire("key", 3);
		node.refund("key", may);
		assertThat(node.peek("key").remaining()).isEqualTo(7);
	}

	@Test
	void eachOfSeveralCalendarsIsCorrected() {
		Clock server = at("2031-05-31T23:00:00Z");
		RateLimiter both = new RedisRateLimiterRegistry(
				List.of(MONTHLY, Limit.of("day", Algorithm.FIXED_WINDOW, "5/day"),
						Limit.fixedWindow("year", "99/year").starts(LocalDate.of(2031, 5, 31)).build()),
				Map.of(), null, server, 1000, settings(), null, new ClockedRunner(Redis.runner(), server))
			.all("api", "day", "year");
		Decision decision = both.tryAcquire("key", 3);
		assertThat(decision.degraded()).isFalse();
		assertThat(decision.parts()).extracting((part) -> part.resetAfter().toHours()).containsExactly(1L, 1L, 8761L);
	}

	@Test
	void anotherRateByTheCalendarGoesOnFromTheCount() {
		Clock server = at("2026-05-20T23:00:00Z");
		node(server, server, Limit.of("api", Algorithm.FIXED_WINDOW, "10/30d")).tryAcquire("key", 4);
		assertThat(node(server, server, MONTHLY).peek("key").remaining()).isEqualTo(6);
		assertThat(node(server, server, MONTHLY.withRate("10/day")).peek("key").remaining()).isEqualTo(6);
		assertThat(node(server, server, MONTHLY.withStarts(LocalDate.of(2026, 5, 21))).peek("key").remaining())
			.isEqualTo(6);
	}

	@Test
	void aRealServersClockDecides() {
		RateLimiter limiter = limiter(TimeSource.system(), Redis.runner(), MONTHLY);
		OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
		Duration left = Duration.between(now,
				now.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay().atOffset(ZoneOffset.UTC));
		Decision decision = limiter.tryAcquire("key");
		assertThat(decision.degraded()).isFalse();
		assertThat(decision.resetAfter()).isBetween(left.minusMinutes(1), left.plusSeconds(1));
	}

	private RateLimiter node(TimeSource time, TimeSource server, Limit limit) {
		return limiter(time, new ClockedRunner(Redis.runner(), server), limit);
	}

	private RateLimiter limiter(TimeSource time, ScriptRunner runner, Limit limit) {
		return new RedisRateLimiterRegistry(List.of(limit), Map.of(), null, time, 1000, settings(), null, runner)
			.get("api");
	}

	private RedisSettings settings() {
		return new RedisSettings(this.prefix, Duration.ofSeconds(30), OnFailure.DENY, 0, "");
	}

	private static ScriptRunner counting(ScriptRunner runner, List<String> trips) {
		return new ScriptRunner() {

			@Override
			public CompletableFuture<byte[]> runKnown(Script script, byte[][] keys, byte[][] arguments) {
				trips.add(script.sha());
				return runner.runKnown(script, keys, arguments);
			}

			@Override
			public CompletableFuture<byte[]> run(Script script, byte[][] keys, byte[][] arguments) {
				trips.add(script.sha());
				return runner.run(script, keys, arguments);
			}

			@Override
			public CompletableFuture<Long> remove(byte[][] keys) {
				return runner.remove(keys);
			}

		};
	}

	private static Clock at(String time) {
		return new Clock(OffsetDateTime.parse(time).toEpochSecond() * 1_000_000_000L);
	}

}

package dev.ratelimit.contract;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Quotas by the calendar. Clocks begin on 1 January 2026, in UTC.
 */
interface CalendarContract extends Store {

	RateLimiterRegistry registry(TimeSource time, List<Limit> limits, @Nullable LimitResolver resolver);

	@Override
	default RateLimiterRegistry registry(TimeSource time, List<Limit> limits) {
		return registry(time, limits, null);
	}

	Limit MONTHLY = Limit.fixedWindow("api", "10/month").zone(ZoneId.of("Europe/Berlin")).build();

	@Test
	default void aMonthsQuotaIsGrantedAnewInTheNextMonthOfTheZone() {
		Clock clock = at("2026-01-01T00:00:00+01:00");
		RateLimiter limiter = limiter(clock, MONTHLY);
		assertThat(limiter.tryAcquire(KEY, 10).resetAfter()).isEqualTo(Duration.ofDays(31));
		move(clock, "2026-01-31T23:59:59+01:00");
		assertThat(limiter.tryAcquire(KEY).retryAfter()).isEqualTo(Duration.ofSeconds(1));
		clock.advance(1_000_000_000L - tick());
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		clock.advance(tick());
		Decision february = limiter.tryAcquire(KEY, 10);
		assertThat(february.allowed()).isTrue();
		assertThat(february.resetAfter()).isEqualTo(Duration.ofDays(28));
		assertThat(limiter.tryAcquire(KEY).retryAfter()).isEqualTo(Duration.ofDays(28));
	}

	@Test
	default void theWindowOfADecisionIsThePresentOne() {
		Clock clock = at("2026-01-15T12:00:00+01:00");
		RateLimiter limiter = limiter(clock, MONTHLY);
		assertThat(LimitDecision.of(limiter.tryAcquire(KEY)).windowNanos()).isEqualTo(Duration.ofDays(31).toNanos());
		assertThat(LimitDecision.of(limiter.peek("other")).windowNanos()).isEqualTo(Duration.ofDays(31).toNanos());
		move(clock, "2026-02-15T12:00:00+01:00");
		assertThat(LimitDecision.of(limiter.tryAcquire(KEY)).windowNanos()).isEqualTo(Duration.ofDays(28).toNanos());
		move(clock, "2026-03-15T12:00:00+01:00");
		limiter.tryAcquire(KEY, 10);
		Decision refused = limiter.tryAcquire(KEY);
		assertThat(LimitDecision.of(refused).windowNanos())
			.isEqualTo(Duration.ofDays(31).minus(Duration.ofHours(1)).toNanos());
	}

	@Test
	default void eachCustomerHasABillingDay() {
		Clock clock = at("2026-01-10T00:00:00Z");
		Map<String, LocalDate> since = Map.of("fifteenth", LocalDate.of(2025, 6, 15), "last",
				LocalDate.of(2025, 10, 31));
		LimitResolver billing = (configured, key) -> since.containsKey(key) ? configured.withStarts(since.get(key))
				: null;
		RateLimiter limiter = registry(clock, List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "10/month")), billing)
			.get("api");
		assertThat(limiter.tryAcquire("fifteenth", 10).resetAfter()).isEqualTo(Duration.ofDays(5));
		assertThat(limiter.tryAcquire("last", 10).resetAfter()).isEqualTo(Duration.ofDays(21));
		assertThat(limiter.tryAcquire("first", 10).resetAfter()).isEqualTo(Duration.ofDays(22));
		move(clock, "2026-01-15T00:00:00Z");
		assertThat(limiter.tryAcquire("fifteenth", 10).resetAfter()).isEqualTo(Duration.ofDays(31));
		assertThat(limiter.tryAcquire("last").retryAfter()).isEqualTo(Duration.ofDays(16));
		move(clock, "2026-02-28T00:00:00Z");
		assertThat(limiter.tryAcquire("last", 10).resetAfter()).isEqualTo(Duration.ofDays(31));
		assertThat(limiter.tryAcquire("first", 10).resetAfter()).isEqualTo(Duration.ofDays(1));
	}

	@Test
	default void aChangedBillingDayKeepsTheCount() {
		Clock clock = at("2026-01-10T00:00:00Z");
		LocalDate[] starts = { LocalDate.of(2026, 1, 1) };
		RateLimiter limiter = registry(clock, List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "10/month")),
				(configured, key) -> configured.withStarts(starts[0]))
			.get("api");
		Decision spent = limiter.tryAcquire(KEY, 7);
		starts[0] = LocalDate.of(2026, 1, 15);
		clock.advance(10_000_000_000L);
		Decision state = limiter.peek(KEY);
		assertThat(state.remaining()).isEqualTo(3);
		assertThat(state.resetAfter()).isEqualTo(Duration.ofDays(5).minusSeconds(10));
		limiter.refund(KEY, spent);
		assertThat(limiter.peek(KEY).remaining()).as("what was charged on another billing day").isEqualTo(3);
		move(clock, "2026-01-15T00:00:00Z");
		assertThat(limiter.tryAcquire(KEY, 10).allowed()).isTrue();
	}

	@Test
	default void aResetMakesAChangedBillingDayHoldAtOnce() {
		LocalDate[] starts = { LocalDate.of(2026, 1, 1) };
		RateLimiter limiter = registry(at("2026-01-10T00:00:00Z"),
				List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "10/month")),
				(configured, key) -> configured.withStarts(starts[0]))
			.get("api");
		limiter.tryAcquire(KEY, 7);
		starts[0] = LocalDate.of(2026, 1, 15);
		limiter.reset(KEY);
		Decision first = limiter.tryAcquire(KEY, 7);
		assertThat(first.remaining()).isEqualTo(3);
		assertThat(first.resetAfter()).isEqualTo(Duration.ofDays(5));
	}

	@Test
	default void aRefundCountsInTheMonthThatWasCharged() {
		Clock clock = at("2026-01-31T23:59:59+01:00");
		RateLimiter limiter = limiter(clock, MONTHLY);
		Decision first = limiter.tryAcquire(KEY, 3);
		Decision second = limiter.tryAcquire(KEY, 3);
		limiter.refund(KEY, first);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(7);
		move(clock, "2026-02-01T00:00:00+01:00");
		limiter.tryAcquire(KEY, 5);
		limiter.refund(KEY, second);
		assertThat(limiter.peek(KEY).remaining()).isEqualTo(5);
	}

	@Test
	default void aClockThatGoesBackIntoTheLastMonthGrantsNothingAgain() {
		Clock clock = at("2026-02-01T00:00:00+01:00");
		RateLimiter limiter = limiter(clock, MONTHLY);
		limiter.tryAcquire(KEY, 10);
		clock.advance(-1_000_000_000L);
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
		move(clock, "2026-02-27T00:00:00+01:00");
		assertThat(limiter.tryAcquire(KEY).retryAfter()).isEqualTo(Duration.ofDays(2));
	}

	@Test
	default void aMonthAndAMinuteAreDecidedAsOne() {
		Clock clock = at("2026-01-31T23:59:00+01:00");
		RateLimiter both = registry(clock, List.of(MONTHLY, Limit.of("minute", Algorithm.FIXED_WINDOW, "6/1m"),
				Limit.of("week", Algorithm.FIXED_WINDOW, "100/week")))
			.all("api", "minute", "week");
		assertThat(both.tryAcquire(KEY, 6).allowed()).isTrue();
		assertThat(both.tryAcquire(KEY, 1).limit()).isEqualTo("minute");
		move(clock, "2026-02-01T00:00:00+01:00");
		assertThat(both.tryAcquire(KEY, 6).allowed()).isTrue();
		clock.advance(60_000_000_000L);
		Decision refused = both.tryAcquire(KEY, 5);
		assertThat(refused.limit()).isEqualTo("api");
		assertThat(both.peek(KEY).parts()).extracting(Decision::remaining).containsExactly(4L, 6L, 88L);
	}

	@Test
	default void aBlockBeginsAndEndsInThePresentMonth() {
		Clock clock = at("2026-01-31T23:59:00+01:00");
		RateLimiter limiter = limiter(clock, MONTHLY.withBlock(Duration.ofHours(1)));
		limiter.tryAcquire(KEY, 10);
		LimitDecision refused = LimitDecision.of(limiter.tryAcquire(KEY));
		assertThat(refused.blocked()).isTrue();
		assertThat(refused.retryAfter()).isEqualTo(Duration.ofHours(1));
		assertThat(refused.windowNanos()).isEqualTo(Duration.ofDays(31).toNanos());
		move(clock, "2026-02-01T00:58:59+01:00");
		assertThat(limiter.tryAcquire(KEY).retryAfter()).isEqualTo(Duration.ofSeconds(1));
		move(clock, "2026-02-01T00:59:00+01:00");
		assertThat(limiter.tryAcquire(KEY, 10).allowed()).isTrue();
	}

	@Test
	default void yearsMayPassBetweenTwoCalls() {
		Clock clock = at("2026-01-31T23:59:59+01:00");
		RateLimiter limiter = limiter(clock, MONTHLY);
		limiter.tryAcquire(KEY, 10);
		move(clock, "2031-07-01T00:00:00+02:00");
		assertThat(limiter.tryAcquire(KEY, 10).resetAfter()).isEqualTo(Duration.ofDays(31));
		assertThat(limiter.tryAcquire(KEY).allowed()).isFalse();
	}

	private static Clock at(String time) {
		Clock clock = new Clock();
		move(clock, time);
		return clock;
	}

	private static void move(Clock clock, String time) {
		clock.advance(OffsetDateTime.parse(time).toEpochSecond() * 1_000_000_000L - clock.nanos());
	}

}

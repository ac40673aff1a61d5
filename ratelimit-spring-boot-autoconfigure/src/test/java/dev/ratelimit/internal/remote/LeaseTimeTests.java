package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a leased permit may be spent, and how many are worth fetching.
 */
class LeaseTimeTests {

	private static final String KEY = "hot";

	private static final long LASTS = LeaseFetches.LASTS_NANOS;

	private final ManualClock clock = new ManualClock();

	private final Leases leases = new Leases(500, 100, new LeaseReturns((key, unused) -> {
		this.givenBack += unused.permits();
		return CompletableFuture.completedFuture(null);
	}, () -> 0, this.clock), this.clock);

	private Limit limit = Limit.tokenBucket("api", "10000/10d").build();

	private long resetAfter = TimeUnit.DAYS.toNanos(10);

	private long charged;

	private long givenBack;

	private long asked;

	@Test
	void whatIsNotSpentInTimeIsGivenBack() {
		call(8);
		assertThat(this.charged).isEqualTo(7 + 17);
		call(6);
		this.clock.advance(LASTS - 1);
		assertThat(this.givenBack).isZero();
		this.clock.advance(1);
		assertThat(this.charged - this.givenBack).isEqualTo(14);
	}

	@Test
	void afterItsTimeNothingOfALeaseIsSpent() {
		call(8);
		this.clock.advance(LASTS);
		long before = this.charged;
		call(1);
		assertThat(this.charged).isGreaterThan(before);
	}

	@Test
	void aFixedWindowsLeaseEndsWithTheWindow() {
		this.limit = Limit.fixedWindow("api", "10000/10d").build();
		this.resetAfter = 1_000;
		call(8);
		this.clock.advance(1_000);
		assertThat(this.charged - this.givenBack).isEqualTo(8);
	}

	@Test
	void asManyAreFetchedAsTheKeyWasLatelyWorth() {
		call(8);
		call(16);
		call(1);
		assertThat(this.asked).as("all of 16 were spent").isEqualTo(1 + 32);
		call(9);
		this.clock.advance(LASTS);
		call(8);
		assertThat(this.asked).as("9 of 32 were spent").isEqualTo(1 + 18);
	}

	@Test
	void noMoreAreFetchedThanALeaseMayHave() {
		this.limit = this.limit.withRate(Rate.of("100/10d"));
		call(30);
		assertThat(this.asked).isEqualTo(1 + 10);
	}

	@Test
	void theEndOfOneGrantIsNotThatOfTheNext() {
		call(8);
		this.clock.advance(LASTS / 2);
		call(17);
		assertThat(this.asked).isEqualTo(1 + 32);
		this.clock.advance(LASTS / 2);
		assertThat(this.givenBack).isZero();
		call(31);
		assertThat(this.asked).isEqualTo(1 + 32);
	}

	private void call(int times) {
		for (int i = 0; i < times; i++) {
			LimitDecision decision = this.leases.decide(KEY, this.limit, 1, this.clock.nanos(), 0, this::charge);
			assertThat(decision).isNotNull();
			assertThat(decision.allowed()).isTrue();
		}
	}

	private LimitDecision charge(long permits) {
		this.asked = permits;
		this.charged += permits;
		return LimitDecision.allowed(this.limit, permits, 1_000, this.resetAfter, 0);
	}

}

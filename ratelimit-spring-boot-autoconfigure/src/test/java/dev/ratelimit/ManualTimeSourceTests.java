package dev.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.local.LocalRateLimiters;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ManualTimeSourceTests {

	private final ManualTimeSource clock = new ManualTimeSource(Instant.ofEpochSecond(10, 5));

	@Test
	void standsStillUntilItIsAdvanced() {
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_005L).isEqualTo(this.clock.nanos());
		this.clock.advance(Duration.ofNanos(7));
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_012L);
	}

	@Test
	void startsIn2026() {
		assertThat(new ManualTimeSource().nanos())
			.isEqualTo(Duration.between(Instant.EPOCH, Instant.parse("2026-01-01T00:00:00Z")).toNanos());
	}

	@Test
	void doesNotGoBack() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(Duration.ofNanos(-1)))
			.withMessageContaining("PT-0.000000001S");
	}

	@Test
	void sleepingMovesItToTheMomentOfWaking() throws InterruptedException {
		this.clock.sleep(5);
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_010L);
		this.clock.sleep(-5);
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_010L);
	}

	@Test
	void sleepingInterruptedThrowsAndStandsStill() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.clock.sleep(5));
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_005L);
	}

	@Test
	void aDelayIsOverWhenTheClockIsThereAndDoesNotMoveIt() {
		CompletableFuture<Void> delay = this.clock.delay(5).toCompletableFuture();
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_005L);
		this.clock.advance(Duration.ofNanos(4));
		assertThat(delay).isNotDone();
		this.clock.advance(Duration.ofNanos(1));
		assertThat(delay).isCompletedWithValue(null);
		assertThat(this.clock.delay(0)).isCompleted();
		assertThat(this.clock.delay(Long.MIN_VALUE)).isCompleted();
	}

	@Test
	void theClockIsAtEachDelaysMomentInTurn() throws InterruptedException {
		List<Long> moments = new ArrayList<>();
		this.clock.delay(3).thenRun(() -> moments.add(this.clock.nanos()));
		this.clock.delay(1)
			.thenRun(() -> this.clock.delay(1).thenRun(() -> moments.add(this.clock.nanos())))
			.thenRun(() -> moments.add(this.clock.nanos()));
		this.clock.delay(9).thenRun(() -> moments.add(this.clock.nanos()));
		this.clock.sleep(5);
		assertThat(moments).containsExactly(10_000_000_006L, 10_000_000_007L, 10_000_000_008L);
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_010L);
	}

	@Test
	void aCancelledDelayIsForgotten() {
		CompletableFuture<Void> delay = this.clock.delay(5).toCompletableFuture();
		delay.cancel(false);
		this.clock.advance(Duration.ofNanos(5));
		assertThat(delay).isCancelled();
		assertThat(this.clock.nanos()).isEqualTo(10_000_000_010L);
	}

	@Test
	void startsAtNoMomentThatAlgorithmsDoNotCount() {
		for (String start : List.of("1969-12-31T23:59:59.999999999Z", "2116-01-01T00:00:00.000000001Z",
				"+1000000-01-01T00:00:00Z")) {
			assertThatIllegalArgumentException().isThrownBy(() -> new ManualTimeSource(Instant.parse(start)))
				.withMessage("Invalid start (%s): must be from 1970-01-01T00:00:00Z to 2116-01-01T00:00:00Z", start);
		}
		assertThat(new ManualTimeSource(Instant.EPOCH).nanos()).isZero();
	}

	@Test
	void doesNotGoBeyondTheBeginningOf2116() throws InterruptedException {
		ManualTimeSource last = new ManualTimeSource(Instant.parse("2115-12-31T00:00:00Z"));
		for (Duration beyond : List.of(Duration.ofDays(1).plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE))) {
			assertThatIllegalArgumentException().isThrownBy(() -> last.advance(beyond))
				.withMessage("Invalid advance (%s): from 2115-12-31T00:00:00Z it would pass 2116-01-01T00:00:00Z,"
						+ " where the clock ends", beyond);
		}
		for (long beyond : new long[] { Duration.ofDays(1).toNanos() + 1, Long.MAX_VALUE }) {
			assertThatIllegalStateException().isThrownBy(() -> last.sleep(beyond))
				.withMessageStartingWith("Cannot sleep for PT");
			CompletableFuture<Void> delay = last.delay(beyond).toCompletableFuture();
			assertThat(last.nanos()).isEqualTo(Instant.parse("2115-12-31T00:00:00Z").getEpochSecond() * 1_000_000_000L);
			last.advance(Duration.ZERO);
			assertThat(delay).isNotDone();
		}
		CompletableFuture<Void> wake = last.delay(9).toCompletableFuture();
		last.sleep(Long.MAX_VALUE, wake);
		assertThat(wake).isDone();
		assertThatIllegalStateException().isThrownBy(() -> last.sleep(Long.MAX_VALUE, new CompletableFuture<>()));
	}

	@Test
	void aWaitBeyondItsEndFailsAndDoesNotHang() {
		ManualTimeSource last = new ManualTimeSource(Instant.parse("2115-12-31T00:00:00Z"));
		Limit limit = Limit.pacedWindow("api", "1/30d").build();
		try (LocalRateLimiters limiters = LocalRateLimiters.builder().limit(limit).time(last).build()) {
			RateLimiter limiter = limiters.get("api");
			limiter.tryAcquire("key");
			assertThatIllegalStateException().isThrownBy(() -> limiter.acquire("key", 1, Duration.ofDays(60)))
				.withMessageContaining("it would pass 2116-01-01T00:00:00Z");
		}
	}

}

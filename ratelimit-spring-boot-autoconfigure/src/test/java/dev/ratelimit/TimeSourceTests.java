package dev.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class TimeSourceTests {

	private final TimeSource time = TimeSource.system();

	@Test
	void systemTimeIsSetToTheEpoch() {
		Instant now = Instant.EPOCH.plusNanos(this.time.nanos());
		assertThat(now).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
	}

	@Test
	void systemTimeNeverGoesBack() {
		long last = 0;
		for (int i = 0; i < 10_000; i++) {
			long now = this.time.nanos();
			assertThat(now).isGreaterThanOrEqualTo(last);
			last = now;
		}
	}

	@Test
	void sleepDoesNotReturnEarly() throws InterruptedException {
		long before = System.nanoTime();
		this.time.sleep(TimeUnit.MILLISECONDS.toNanos(3));
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(3));
	}

	@Test
	void sleepOfNothingReturns() throws InterruptedException {
		this.time.sleep(0);
		this.time.sleep(Long.MIN_VALUE);
	}

	@Test
	void sleepEndsWhenInterrupted() {
		for (long nanos : new long[] { 0, TimeUnit.HOURS.toNanos(1), Long.MAX_VALUE }) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.time.sleep(nanos));
			assertThat(Thread.interrupted()).isFalse();
		}
	}

	@Test
	void aDelayIsNotOverEarly() {
		long before = System.nanoTime();
		TimeSource.steady(() -> 0).delay(TimeUnit.MILLISECONDS.toNanos(3)).toCompletableFuture().join();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(3));
		assertThat(this.time.delay(0)).isCompleted();
		assertThat(this.time.delay(Long.MIN_VALUE)).isCompleted();
	}

	@Test
	void aDelayCanBeCancelled() {
		CompletableFuture<Void> delay = this.time.delay(Long.MAX_VALUE).toCompletableFuture();
		assertThat(delay).isNotDone();
		assertThat(delay.cancel(false)).isTrue();
	}

}

package dev.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

}

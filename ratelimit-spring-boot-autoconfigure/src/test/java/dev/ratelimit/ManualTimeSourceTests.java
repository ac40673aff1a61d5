package dev.ratelimit;

import java.time.Duration;
import java.time.Instant;

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

}

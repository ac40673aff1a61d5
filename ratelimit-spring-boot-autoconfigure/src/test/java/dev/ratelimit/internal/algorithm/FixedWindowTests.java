package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only threads that meet at the end of a window ever see, and keys that were reset.
 */
class FixedWindowTests {

	private static final long PERIOD = 10_000_000_000L;

	private final FixedWindow formula = new EpochWindow(Limit.of("api", Algorithm.FIXED_WINDOW, "10/10s"));

	@Test
	void aCallerWhoseClockIsBehindCountsInTheWindowThatHasBegun() {
		long now = 100 * PERIOD;
		long word = this.formula.spend(this.formula.fresh(now), 0, now, 3);
		long full = this.formula.spend(word, 0, now - 1, 7);
		assertThat(full).isEqualTo(word + 7);
		assertThat(this.formula.spend(full, 0, now - 1, 1)).isEqualTo(WordFormula.REFUSED);
		assertThat(this.formula.remaining(full, 0, now - 1)).isZero();
		assertThat(this.formula.charged(full, 0, now - 1)).isEqualTo(this.formula.charged(full, 0, now));
	}

	@Test
	void noMoreIsRefundedThanWasSpent() {
		long now = 100 * PERIOD;
		long word = this.formula.spend(this.formula.fresh(now), 0, now, 3);
		long charged = this.formula.charged(word, 0, now);
		assertThat(this.formula.refund(word, 0, now, 4, charged)).isEqualTo(word);
		assertThat(this.formula.refund(word, 0, now, 3, charged)).isEqualTo(word - 3);
	}

	@Test
	void aCountHasRoomForTwiceThePermits() {
		long now = 100 * PERIOD;
		long full = this.formula.spend(this.formula.fresh(now), 0, now, 10);
		long owing = full + 10;
		assertThat(this.formula.charged(owing, 0, now)).isEqualTo(101 * PERIOD);
		assertThat(this.formula.counted(owing, 0, now)).isEqualTo(20);
		assertThat(this.formula.remaining(owing, 0, now)).isZero();
		assertThat(this.formula.retryAfter(owing, 0, now, 1)).isEqualTo(PERIOD);
		assertThat(this.formula.remaining(owing, 0, now + PERIOD)).isEqualTo(10);
	}

	/**
	 * A permit in each nanosecond, and as many permits as a window has nanoseconds.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "1/1ns", "9007199254740992/9007199254740992ns" })
	void aClockBeyondWhatFitsStandsStill(String rate) {
		FixedWindow shortest = new EpochWindow(Limit.of("api", Algorithm.FIXED_WINDOW, rate));
		long permits = shortest.limit().quota();
		long now = Long.MAX_VALUE;
		long word = shortest.spend(shortest.fresh(now), 0, now, permits);
		assertThat(word).isBetween(permits, Long.MAX_VALUE - 1 - permits);
		assertThat(shortest.remaining(word, 0, now)).isZero();
		assertThat(shortest.spend(word, 0, now, 1)).isEqualTo(WordFormula.REFUSED);
		assertThat(shortest.retryAfter(word, 0, now, 1)).isPositive();
		assertThat(shortest.resetAfter(word, 0, now)).isPositive();
	}

}

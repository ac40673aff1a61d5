package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only threads that meet at the end of a window, or a clock at its own end, ever
 * see.
 */
class PacedWindowTests {

	private static final long PERIOD = 10_000_000_000L;

	private final PacedWindow formula = new PacedWindow(Limit.of("api", Algorithm.PACED_WINDOW, "10/10s"));

	@Test
	void wordsMatchOnlyWithinOneWindow() {
		assertThat(this.formula.matches(7 * PERIOD + 20, 7 * PERIOD)).isTrue();
		assertThat(this.formula.matches(7 * PERIOD, 7 * PERIOD)).isTrue();
		assertThat(this.formula.matches(7 * PERIOD + 21, 7 * PERIOD)).isFalse();
		assertThat(this.formula.matches(6 * PERIOD + 3, 7 * PERIOD)).isFalse();
	}

	@Test
	void noMoreIsRefundedThanWasSpent() {
		long side = 7 * PERIOD;
		assertThat(this.formula.refund(side + 3, side, side, 3, side)).isEqualTo(side);
		assertThat(this.formula.refund(side + 2, side, side, 3, side)).isEqualTo(side + 2);
		assertThat(this.formula.refund(side + 3, side, side, 3, side - PERIOD)).isEqualTo(side + 3);
	}

	@Test
	void aClockBeyondTheWordStandsStill() {
		long latest = this.formula.fresh(Long.MAX_VALUE);
		assertThat(latest + 10).as("with all permits spent").isLessThan(WindowFormula.MAX_WORD);
		assertThat(this.formula.fresh(Long.MAX_VALUE - PERIOD)).isEqualTo(latest);
	}

}

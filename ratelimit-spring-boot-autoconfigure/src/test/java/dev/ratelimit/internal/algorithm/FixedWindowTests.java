package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only threads that meet at the end of a window ever see, and keys that were reset.
 */
class FixedWindowTests {

	private static final long PERIOD = 10_000_000_000L;

	private final FixedWindow formula = new FixedWindow(Limit.of("api", Algorithm.FIXED_WINDOW, "10/10s"));

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

}

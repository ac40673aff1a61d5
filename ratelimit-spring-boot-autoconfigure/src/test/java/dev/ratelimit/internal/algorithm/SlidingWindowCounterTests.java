package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only threads that meet at the end of a window ever see.
 */
class SlidingWindowCounterTests {

	private static final long PERIOD = 10_000_000_000L;

	private final SlidingWindowCounter formula = new SlidingWindowCounter(
			Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "10/10s"));

	@Test
	void aHelperWhoseClockIsBehindOpensTheNextWindowAllTheSame() {
		long now = 100 * PERIOD;
		long closing = this.formula.closing(this.formula.fresh(now) + 3, now);
		assertThat(this.formula.opened(closing, now - PERIOD)).isEqualTo(this.formula.fresh(now + PERIOD));
		assertThat(this.formula.opened(closing, now)).isEqualTo(this.formula.fresh(now + PERIOD));
		assertThat(this.formula.opened(closing, now + 5 * PERIOD)).isEqualTo(this.formula.fresh(now + 5 * PERIOD));
	}

	@Test
	void wordsMatchOnlyWhereTheSecondIsOfAnEarlierWindow() {
		long word = this.formula.fresh(100 * PERIOD);
		assertThat(this.formula.matches(word, this.formula.freshSide(0))).isTrue();
		assertThat(this.formula.matches(word, this.formula.fresh(99 * PERIOD) + 3)).isTrue();
		assertThat(this.formula.matches(word, word)).isFalse();
		assertThat(this.formula.matches(word, this.formula.fresh(101 * PERIOD))).isFalse();
		assertThat(this.formula.supersedes(this.formula.fresh(101 * PERIOD), word)).isTrue();
		assertThat(this.formula.supersedes(word, word + 3)).isFalse();
	}

	/** Or a cell that was carried over could not be read. */
	@Test
	void wordsMatchThatWereCarriedFromAnotherFormula() {
		SlidingWindowCounter shorter = new SlidingWindowCounter(
				Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "3/1s"));
		for (long now : new long[] { 0, PERIOD - 1, PERIOD, 100 * PERIOD }) {
			for (long before : new long[] { 0, now / 2, now }) {
				long word = shorter.fresh(before) + 3;
				long side = shorter.freshSide(before);
				long carried = this.formula.carry(shorter, word, side, now);
				long carriedSide = this.formula.carrySide(shorter, word, side, now);
				assertThat(this.formula.matches(carried, carriedSide)).isTrue();
				assertThat(this.formula.remaining(carried, carriedSide, now)).isBetween(7L, 10L);
			}
		}
	}

	/** A window a nanosecond: after 2043 their numbers would leave the word. */
	@Test
	void aClockBeyondTheWordStandsStill() {
		SlidingWindowCounter shortest = new SlidingWindowCounter(
				Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, "1/1ns"));
		long latest = Long.MAX_VALUE / 2;
		long word = shortest.fresh(latest);
		assertThat(word).isLessThan(WindowFormula.MAX_WORD);
		assertThat(word + 1).as("with its count").isLessThan(WindowFormula.MAX_WORD);
		assertThat(shortest.fresh(latest - 1_000)).isEqualTo(word);
		assertThat(shortest.ended(word, shortest.freshSide(0), latest)).isFalse();
		assertThat(shortest.opened(shortest.closing(shortest.fresh(1_000), 0), latest)).isEqualTo(word);
	}

}

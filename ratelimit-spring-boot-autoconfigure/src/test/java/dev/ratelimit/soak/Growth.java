package dev.ratelimit.soak;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

import dev.ratelimit.soak.Soak.Reading;

/**
 * Whether a figure grew: the middle one of the last third of its readings against that of
 * the first.
 *
 * @param first the one
 * @param last the other
 * @param allowed by how much they may differ
 */
record Growth(long first, long last, long allowed) {

	static Growth of(List<Reading> readings, ToLongFunction<Reading> figure, long allowed) {
		long[] figures = readings.stream().mapToLong(figure).toArray();
		int third = figures.length / 3;
		return new Growth(middle(figures, 0, third), middle(figures, figures.length - third, figures.length), allowed);
	}

	private static long middle(long[] figures, int from, int to) {
		long[] sorted = Arrays.stream(figures, from, to).sorted().toArray();
		return sorted[sorted.length / 2];
	}

	boolean tooMuch() {
		return this.last - this.first > this.allowed;
	}

	@Override
	public String toString() {
		return "%d in the first third, %d in the last (at most %d more)".formatted(this.first, this.last, this.allowed);
	}

}

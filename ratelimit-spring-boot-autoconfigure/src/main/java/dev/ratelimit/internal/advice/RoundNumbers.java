package dev.ratelimit.internal.advice;

import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that people write into a configuration: all up to ten, then 12, 15, 18, 22 and
 * so on, each at most a quarter above the one before.
 */
final class RoundNumbers {

	private static final long[] DECADE = { 10, 12, 15, 18, 22, 25, 30, 35, 40, 50, 60, 70, 80 };

	private static final long LARGEST = 1L << 53;

	private RoundNumbers() {
	}

	/**
	 * The numbers around another.
	 * @param number the other, at least 1
	 * @param factor how many times less and more they may be
	 * @return ascending, all at least 1
	 */
	static List<Long> around(long number, long factor) {
		long least = (number - 1) / factor + 1;
		long most = (number > LARGEST / factor) ? LARGEST : number * factor;
		List<Long> numbers = new ArrayList<>();
		for (long small = 1; small < DECADE[0]; small++) {
			add(numbers, small, least, most);
		}
		for (long unit = 1; unit <= most / DECADE[0]; unit *= 10) {
			for (long step : DECADE) {
				add(numbers, step * unit, least, most);
			}
		}
		return numbers;
	}

	private static void add(List<Long> numbers, long number, long least, long most) {
		if (number >= least && number <= most) {
			numbers.add(number);
		}
	}

}

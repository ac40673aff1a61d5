package dev.ratelimit.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What the figures are to be, and whether they are.
 */
final class Goals {

	private final List<List<String>> rows = new ArrayList<>();

	void atMost(String what, double bound, double figure) {
		add(what, "at most ", bound, figure, figure <= bound);
	}

	void atLeast(String what, double bound, double figure) {
		add(what, "at least ", bound, figure, figure >= bound);
	}

	/** Without a figure, when its rows were not selected, nothing is said. */
	private void add(String what, String relation, double bound, double figure, boolean met) {
		if (Double.isNaN(figure)) {
			return;
		}
		this.rows.add(List.of(what, relation + number(bound), number(figure), met ? "yes" : "**no**"));
	}

	private static String number(double figure) {
		return (figure == Math.rint(figure) || figure >= 20) ? "%.0f".formatted(figure) : "%.2f".formatted(figure);
	}

	void print() {
		Benchmarks.head(List.of("goal", "is to be", "is", "met"));
		this.rows.forEach(Benchmarks::row);
	}

}

package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * This version beside another, whose benchmarks are built in a checkout of its own: each
 * row is measured in both, in turn, and of each the median of several JVMs counts: the
 * least may be that of a JVM which happened to compile the decision away.
 */
final class Comparison {

	private final Path before;

	private final int rounds;

	Comparison(Path before, int rounds) {
		this.before = before;
		this.rounds = rounds;
	}

	void decisions(List<Row> rows) throws IOException, InterruptedException {
		Benchmarks.head(List.of("decision", "1 key, ns before", "ns", "ratio", "10,000 keys, ratio", "B/op before",
				"B/op", "three limits, of one"));
		Map<Boolean, Double> single = new HashMap<>();
		for (Row row : rows) {
			if (row.isNew()) {
				continue;
			}
			Pair one = measure(Decide.class, Map.of("row", row.title(), "keys", "1"));
			Pair many = measure(Decide.class, Map.of("row", row.title(), "keys", "10000"));
			List<String> cells = new ArrayList<>(
					List.of(row.title(), number(one.before.nanos()), number(one.now.nanos()), one.ratio(), many.ratio(),
							number(one.before.bytes()), number(one.now.bytes())));
			if (row.name().equals("token-bucket")) {
				single.put(row.admit(), one.now.nanos());
			}
			Double of = single.get(row.admit());
			cells.add((row.name().equals("three limits at once") && of != null) ? "%.2f".formatted(one.now.nanos() / of)
					: "");
			Benchmarks.row(cells);
		}
	}

	void passes() throws IOException, InterruptedException {
		Benchmarks.head(List.of("whole pass", "ns before", "ns", "ratio", "B/op before", "B/op"));
		for (String rules : List.of("0", "1", "10", "100")) {
			pass("filter, %s rule(s)".formatted(rules), measure(Pass.class, Map.of("rules", rules)));
		}
		for (String proxy : List.of("bare", "limited", "limited by key")) {
			pass("call by proxy, " + proxy, measure(Intercept.class, Map.of("proxy", proxy)));
		}
	}

	private static void pass(String title, Pair pair) {
		Benchmarks.row(List.of(title, number(pair.before.nanos()), number(pair.now.nanos()), pair.ratio(),
				number(pair.before.bytes()), number(pair.now.bytes())));
	}

	private Pair measure(Class<?> benchmark, Map<String, String> parameters) throws IOException, InterruptedException {
		System.err.println(benchmark.getSimpleName() + " " + parameters);
		List<Measurement> before = new ArrayList<>();
		List<Measurement> now = new ArrayList<>();
		for (int round = 0; round < this.rounds; round++) {
			before.add(Measurement.in(this.before, benchmark, parameters));
			now.add(Measurement.in(Path.of(""), benchmark, parameters));
		}
		return new Pair(Measurement.median(before), Measurement.median(now));
	}

	private static String number(double figure) {
		return "%.0f".formatted(figure);
	}

	private record Pair(Measurement before, Measurement now) {

		String ratio() {
			return "%.2f".formatted(this.now.nanos() / this.before.nanos());
		}

	}

}

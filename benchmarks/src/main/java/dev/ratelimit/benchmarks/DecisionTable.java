package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the {@link Row rows} and prints them as one table. The machine is rarely ours
 * alone, so every figure is taken in several JVMs, spread over the run: of those with one
 * thread the least counts, for noise only adds; of those with two, whose threads noise
 * can also keep apart, the upper median.
 */
final class DecisionTable {

	private static final Column ONE = new Column("1 key", 1, 1);

	private static final Column MANY = new Column("10,000 keys", 10_000, 1);

	private static final Column MILLION = new Column("1,000,000 keys", 1_000_000, 1);

	private static final List<Column> COLUMNS = List.of(ONE, MANY, MILLION, new Column("1 key, 2 threads", 1, 2));

	private final List<Row> rows;

	private final int rounds;

	private final Map<Cell, List<Double>> nanos = new HashMap<>();

	private final Map<Row, Double> bytes = new HashMap<>();

	private final Map<Row, Long> bytesPerKey = new HashMap<>();

	DecisionTable(List<Row> rows, int rounds) {
		this.rows = rows;
		this.rounds = rounds;
	}

	void print(Goals goals) throws Exception {
		for (int round = 1; round <= this.rounds; round++) {
			for (Row row : this.rows) {
				System.err.printf("round %d of %d: %s%n", round, this.rounds, row.title());
				for (Column column : COLUMNS) {
					measure(row, column);
				}
			}
		}
		for (Row row : this.rows) {
			if (row.keyed() && row.oneCellPerKey()) {
				this.bytesPerKey.put(row, bytesPerKey(row));
			}
		}
		List<String> titles = new ArrayList<>(List.of("ns per decision (of the floor)"));
		COLUMNS.forEach((column) -> titles.add(column.title));
		titles.addAll(List.of("B/op", "bytes/key"));
		Benchmarks.head(titles);
		for (Row row : this.rows) {
			Benchmarks.row(line(row));
		}
		addTo(goals);
	}

	private void measure(Row row, Column column) throws RunnerException {
		if (!row.keyed() && column.keys > 1) {
			return;
		}
		Measurement measured = Measurement.of(Decide.class,
				Map.of("row", row.title(), "keys", String.valueOf(column.keys)), column.threads);
		this.nanos.computeIfAbsent(new Cell(row, column), (cell) -> new ArrayList<>()).add(measured.nanos());
		if (column.equals(ONE)) {
			this.bytes.merge(row, measured.bytes(), Math::min);
		}
	}

	private List<String> line(Row row) {
		List<String> cells = new ArrayList<>(List.of(row.title()));
		for (Column column : COLUMNS) {
			Double score = score(row, column);
			Double floor = score(Row.FLOOR, column);
			cells.add((score == null || floor == null) ? "" : "%.0f (%.2f)".formatted(score, score / floor));
		}
		cells.add("%.0f".formatted(this.bytes.get(row)));
		Long perKey = this.bytesPerKey.get(row);
		cells.add((perKey != null) ? perKey.toString() : "");
		return cells;
	}

	private void addTo(Goals goals) {
		for (Column column : List.of(ONE, MANY)) {
			goals.atMost("a bucket's decision, of the floor, " + column.title, 1.25,
					most(Row.BUCKETS, (row) -> ratio(row, Row.FLOOR, column)));
			goals.atMost("a bucket's decision, of Bucket4j's, " + column.title, 0.5,
					most(Row.BUCKETS, (row) -> ratio(row, new Row(Row.BUCKET4J, row.admit()), column)));
			goals.atMost("a decision on a plan, of one on none, " + column.title, 1.3,
					most(List.of(Row.ON_PLAN), (row) -> ratio(row, new Row(Row.BUCKETS.get(0), row.admit()), column)));
			goals.atMost("a permit taken and given back, of a bucket's decision, " + column.title, 3,
					most(List.of(Row.IN_FLIGHT),
							(row) -> row.admit() ? ratio(row, new Row(Row.BUCKETS.get(0), true), column) : null));
			goals.atMost("any other algorithm's decision, of the floor, " + column.title, 2,
					most(Row.OTHERS, (row) -> ratio(row, Row.FLOOR, column)));
		}
		List<String> single = Stream.concat(Row.BUCKETS.stream(), Row.OTHERS.stream()).toList();
		goals.atMost("bytes allocated for a decision that does not escape", 0,
				most(single, (row) -> this.bytes.containsKey(row) ? Math.rint(this.bytes.get(row)) : null));
		goals.atMost("bytes allocated for one that does", 80, most(List.of(Row.KEPT), this.bytes::get));
		goals.atMost("bytes of heap a key, buckets and windows of counters", 140,
				most(single.stream().filter((name) -> !name.equals("sliding-window-log")).toList(), (row) -> {
					Long perKey = this.bytesPerKey.get(row);
					return (perKey != null) ? perKey.doubleValue() : null;
				}));
		goals.atMost("a decision's cost from 1 to 1,000,000 keys, of the floor's growth", 1, most(single, (row) -> {
			Double one = ratio(row, Row.FLOOR, ONE);
			Double million = ratio(row, Row.FLOOR, MILLION);
			return (one != null && million != null) ? million / one : null;
		}));
	}

	/** The greatest figure of rows that were measured. */
	private double most(List<String> names, Function<Row, @Nullable Double> figure) {
		return this.rows.stream()
			.filter((row) -> names.contains(row.name()))
			.map(figure)
			.filter(Objects::nonNull)
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(Double.NaN);
	}

	private @Nullable Double ratio(Row row, Row of, Column column) {
		Double score = score(row, column);
		Double reference = score(of, column);
		return (score != null && reference != null) ? Double.valueOf(score / reference) : null;
	}

	private @Nullable Double score(Row row, Column column) {
		List<Double> scores = this.nanos.get(new Cell(row, column));
		if (scores == null) {
			return null;
		}
		List<Double> sorted = scores.stream().sorted().toList();
		return sorted.get((column.threads == 1) ? 0 : sorted.size() / 2);
	}

	private static long bytesPerKey(Row row) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Xms2g", "-Xmx2g", HeapPerKey.class.getName(), row.title())
			.redirectError(Redirect.INHERIT)
			.start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
		process.waitFor();
		return Long.parseLong(printed);
	}

	record Column(String title, int keys, int threads) {

	}

	record Cell(Row row, Column column) {

	}

}

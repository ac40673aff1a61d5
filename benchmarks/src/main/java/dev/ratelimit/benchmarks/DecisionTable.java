package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures the {@link Row rows} and prints them as one table. The machine is rarely ours
 * alone, so every figure is taken in several JVMs, spread over the run: of those with one
 * thread the least counts, for noise only adds; of those with two, whose threads noise
 * can also keep apart, the upper median.
 */
final class DecisionTable {

	private static final List<Column> COLUMNS = List.of(new Column("1 key", 1, 1), new Column("10,000 keys", 10_000, 1),
			new Column("1,000,000 keys", 1_000_000, 1), new Column("1 key, 2 threads", 1, 2),
			new Column("10,000 keys, 2 threads", 10_000, 2));

	private final List<Row> rows;

	private final int rounds;

	private final Map<Cell, List<Double>> nanos = new HashMap<>();

	private final Map<Row, Double> bytes = new HashMap<>();

	DecisionTable(List<Row> rows, int rounds) {
		this.rows = rows;
		this.rounds = rounds;
	}

	void print() throws Exception {
		for (int round = 1; round <= this.rounds; round++) {
			for (Row row : this.rows) {
				System.err.printf("round %d of %d: %s%n", round, this.rounds, row.title());
				for (Column column : COLUMNS) {
					measure(row, column);
				}
			}
		}
		List<String> titles = new ArrayList<>(List.of("ns per decision (of the floor)"));
		COLUMNS.forEach((column) -> titles.add(column.title));
		titles.addAll(List.of("B/op", "bytes/key"));
		Benchmarks.head(titles);
		for (Row row : this.rows) {
			Benchmarks.row(line(row));
		}
	}

	private void measure(Row row, Column column) throws RunnerException {
		if (!row.keyed() && column.keys > 1) {
			return;
		}
		Measurement measured = Measurement.of(Decide.class,
				Map.of("row", row.title(), "keys", String.valueOf(column.keys)), column.threads);
		this.nanos.computeIfAbsent(new Cell(row, column), (cell) -> new ArrayList<>()).add(measured.nanos());
		if (column.equals(COLUMNS.get(0))) {
			this.bytes.merge(row, measured.bytes(), Math::min);
		}
	}

	private List<String> line(Row row) throws IOException, InterruptedException {
		List<String> cells = new ArrayList<>(List.of(row.title()));
		for (Column column : COLUMNS) {
			Double score = score(row, column);
			Double floor = score(Row.FLOOR, column);
			cells.add((score == null || floor == null) ? "" : "%.0f (%.2f)".formatted(score, score / floor));
		}
		cells.add("%.0f".formatted(this.bytes.get(row)));
		cells.add((row.keyed() && row.oneCellPerKey()) ? bytesPerKey(row) : "");
		return cells;
	}

	private @Nullable Double score(Row row, Column column) {
		List<Double> scores = this.nanos.get(new Cell(row, column));
		if (scores == null) {
			return null;
		}
		List<Double> sorted = scores.stream().sorted().toList();
		return sorted.get((column.threads == 1) ? 0 : sorted.size() / 2);
	}

	private static String bytesPerKey(Row row) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Xms2g", "-Xmx2g", HeapPerKey.class.getName(), row.title())
			.redirectError(Redirect.INHERIT)
			.start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
		process.waitFor();
		return printed;
	}

	record Column(String title, int keys, int threads) {

	}

	record Cell(Row row, Column column) {

	}

}

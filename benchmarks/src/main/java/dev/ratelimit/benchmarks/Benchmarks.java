package dev.ratelimit.benchmarks;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

import org.jspecify.annotations.Nullable;

/**
 * Runs what is asked for and prints it as markdown; the progress goes to standard error.
 */
final class Benchmarks {

	private static final List<String> TABLES = List.of("decisions", "passes", "redis", "end-to-end", "start-up");

	private Benchmarks() {
	}

	public static void main(String[] args) {
		try {
			run(args);
			// Clients of others may leave threads behind
			System.exit(0);
		}
		catch (Exception ex) {
			ex.printStackTrace();
			System.exit(1);
		}
	}

	private static void run(String[] args) throws Exception {
		List<String> words = new ArrayList<>(Arrays.asList(args));
		boolean quick = words.remove("--quick");
		String before = taken(words, "--before");
		int jvms = jvms(words, before != null, quick);
		List<String> tables = TABLES.stream().filter(words::contains).toList();
		words.removeAll(TABLES);
		List<String> selected = tables.isEmpty() ? TABLES : tables;
		System.out.printf("%s, %d CPUs, %s %s, %s%n", LocalDate.now(), Runtime.getRuntime().availableProcessors(),
				System.getProperty("java.vm.name"), Runtime.version(),
				(before != null) ? jvms + " JVMs a figure" : quick ? "quick run" : "full run");
		if (before != null) {
			Comparison comparison = new Comparison(Path.of(before), jvms);
			if (selected.contains("decisions")) {
				comparison.decisions(Row.all().stream().filter((row) -> row.ours() && row.selected(words)).toList());
			}
			if (selected.contains("passes")) {
				comparison.passes();
			}
			return;
		}
		Goals goals = new Goals();
		if (selected.contains("decisions")) {
			List<Row> rows = Row.all().stream().filter((row) -> row.selected(words)).toList();
			new DecisionTable(rows, quick ? 1 : 2).print(goals);
		}
		if (selected.contains("passes")) {
			new PassTable(quick ? 1 : 2).print(goals);
		}
		if (selected.contains("redis")) {
			new RedisTable(quick ? 3 : 7).print(goals);
		}
		if (selected.contains("end-to-end")) {
			new EndToEndTable(quick ? 1 : 3, 4).print(goals);
		}
		if (selected.contains("start-up")) {
			new StartUpTable(quick ? 3 : 10).print(goals);
			ManyLimits.print(goals, quick ? 1 : 3);
		}
		goals.print();
	}

	/** How many JVMs measure a figure of each of two versions. */
	private static int jvms(List<String> words, boolean compared, boolean quick) {
		String jvms = taken(words, "--jvms");
		if (jvms != null && !compared) {
			throw new IllegalArgumentException("--jvms goes with --before");
		}
		return (jvms != null) ? Integer.parseInt(jvms) : quick ? 3 : 5;
	}

	/**
	 * The value after an option, both taken out of the words; null if it is not there.
	 */
	private static @Nullable String taken(List<String> words, String option) {
		int at = words.indexOf(option);
		if (at < 0) {
			return null;
		}
		if (at + 1 == words.size()) {
			throw new IllegalArgumentException(option + " needs a value");
		}
		words.remove(at);
		return words.remove(at);
	}

	/** Prints a row of a markdown table. */
	static void row(List<String> cells) {
		System.out.println("| " + String.join(" | ", cells) + " |");
	}

	static double median(DoubleStream figures) {
		double[] sorted = figures.sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/** Prints a table's head; all columns but the first are of numbers. */
	static void head(List<String> titles) {
		System.out.println();
		row(titles);
		System.out.println("|---|" + "---:|".repeat(titles.size() - 1));
	}

}

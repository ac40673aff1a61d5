package dev.ratelimit.benchmarks;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What JMH found in one JVM.
 *
 * @param nanos CPU time of the asking threads per operation
 * @param bytes allocated per operation
 */
record Measurement(double nanos, double bytes) {

	/** How long each of the five warm-ups takes, as long as nothing else is said. */
	static final TimeValue WARM_UP = TimeValue.milliseconds(300);

	static Measurement of(Class<?> benchmark, Map<String, String> parameters, int threads) throws RunnerException {
		return of(benchmark, parameters, threads, WARM_UP);
	}

	/** With longer warm-ups, as more code takes longer to compile. */
	static Measurement of(Class<?> benchmark, Map<String, String> parameters, int threads, TimeValue warmUp)
			throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder().include("\\b" + benchmark.getSimpleName() + "\\.")
			.threads(threads)
			.forks(1)
			.warmupIterations(5)
			.warmupTime(warmUp)
			.measurementIterations(4)
			.measurementTime(TimeValue.milliseconds(200))
			// Fresh heap is touched before it counts: the system gives it page by page
			.jvmArgs("-Xms1g", "-Xmx2g", "-XX:+AlwaysPreTouch")
			.addProfiler(GCProfiler.class)
			.addProfiler(CpuProfiler.class)
			.verbosity(VerboseMode.SILENT);
		parameters.forEach(options::param);
		RunResult run = new Runner(options.build()).runSingle();
		return new Measurement(score(run, CpuProfiler.RESULT), score(run, "gc.alloc.rate.norm"));
	}

	/**
	 * Measures another checkout, by its own classes.
	 * @param checkout where its benchmarks are built
	 */
	static Measurement in(Path checkout, Class<?> benchmark, Map<String, String> parameters)
			throws IOException, InterruptedException {
		Path target = checkout.resolve("benchmarks/target").toAbsolutePath();
		Path results = Files.createTempFile("jmh", ".csv");
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				target.resolve("classes") + File.pathSeparator + target.resolve("lib/*"), "org.openjdk.jmh.Main",
				"\\b" + benchmark.getSimpleName() + "\\.", "-f", "1", "-wi", "5", "-w", "300ms", "-i", "4", "-r",
				"200ms", "-jvmArgs", "-Xms1g -Xmx2g -XX:+AlwaysPreTouch", "-prof", "gc", "-prof",
				CpuProfiler.class.getName(), "-v", "SILENT", "-rf", "csv", "-rff", results.toString()));
		parameters.forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
		int status = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.INHERIT)
			.start()
			.waitFor();
		List<String> lines = Files.readAllLines(results);
		Files.delete(results);
		if (status != 0 || lines.isEmpty()) {
			throw new IllegalStateException(
					"No figures of %s in %s: build its benchmarks first".formatted(benchmark.getSimpleName(), target));
		}
		return new Measurement(score(lines, CpuProfiler.RESULT), score(lines, "gc.alloc.rate.norm"));
	}

	private static double score(List<String> lines, String name) {
		String line = lines.stream().filter((one) -> one.contains(":" + name + "\"")).findFirst().orElseThrow();
		return Double.parseDouble(line.split(",")[4]);
	}

	/** The one in the middle, by time. */
	static Measurement median(List<Measurement> several) {
		return several.stream().sorted(Comparator.comparingDouble(Measurement::nanos)).toList().get(several.size() / 2);
	}

	/** The one that took less. */
	Measurement least(Measurement other) {
		return (this.nanos <= other.nanos) ? this : other;
	}

	private static double score(RunResult run, String name) {
		Result<?> result = run.getSecondaryResults().get(name);
		return result.getScore();
	}

}

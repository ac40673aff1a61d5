package dev.ratelimit.benchmarks;

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

	static Measurement of(Class<?> benchmark, Map<String, String> parameters, int threads) throws RunnerException {
		ChainedOptionsBuilder options = new OptionsBuilder().include("\\b" + benchmark.getSimpleName() + "\\.")
			.threads(threads)
			.forks(1)
			.warmupIterations(5)
			.warmupTime(TimeValue.milliseconds(300))
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

	private static double score(RunResult run, String name) {
		Result<?> result = run.getSecondaryResults().get(name);
		return result.getScore();
	}

}

package dev.ratelimit.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures whole calls, through the filter, through the annotation's interceptor and
 * through a WebFlux application. The least of several JVMs counts, for noise only adds.
 */
final class PassTable {

	private static final List<Endpoint> REACTIVE = List.of(Endpoint.REACTIVE, Endpoint.REACTIVE_HEADERS,
			Endpoint.REACTIVE_FILTER, Endpoint.REACTIVE_SILENT);

	private static final TimeValue REACTIVE_WARM_UP = TimeValue.seconds(2);

	private final int rounds;

	private final Map<String, Measurement> least = new LinkedHashMap<>();

	PassTable(int rounds) {
		this.rounds = rounds;
	}

	void print(Goals goals) throws RunnerException {
		for (int round = 1; round <= this.rounds; round++) {
			for (String rules : List.of("0", "1", "10", "100")) {
				measure("filter, %s rule(s)".formatted(rules), Pass.class, Map.of("rules", rules), Measurement.WARM_UP);
			}
			for (String proxy : List.of("bare", "limited", "limited by key")) {
				measure("call by proxy, " + proxy, Intercept.class, Map.of("proxy", proxy), Measurement.WARM_UP);
			}
			for (Endpoint endpoint : REACTIVE) {
				measure(endpoint.title(), ReactivePass.class, Map.of("endpoint", endpoint.name()), REACTIVE_WARM_UP);
			}
		}
		Benchmarks.head(List.of("whole pass", "ns", "of 1 rule / the bare proxy / plain", "B/op"));
		for (Map.Entry<String, Measurement> entry : this.least.entrySet()) {
			double reference = this.least.get(reference(entry.getKey())).nanos();
			double nanos = entry.getValue().nanos();
			Benchmarks.row(List.of(entry.getKey(), "%.0f".formatted(nanos), "%.2f".formatted(nanos / reference),
					"%.0f".formatted(entry.getValue().bytes())));
		}
		Measurement one = Objects.requireNonNull(this.least.get("filter, 1 rule(s)"));
		Measurement hundred = Objects.requireNonNull(this.least.get("filter, 100 rule(s)"));
		goals.atMost("the filter's pass with 100 rules, of its pass with 1", 2, hundred.nanos() / one.nanos());
		goals.atMost("bytes allocated in the filter's pass, key: ip", 320, hundred.bytes());
	}

	private static String reference(String title) {
		return title.startsWith("filter") ? "filter, 1 rule(s)"
				: title.startsWith("call") ? "call by proxy, bare" : Endpoint.REACTIVE.title();
	}

	private void measure(String title, Class<?> benchmark, Map<String, String> parameters, TimeValue warmUp)
			throws RunnerException {
		System.err.println(title);
		this.least.merge(title, Measurement.of(benchmark, parameters, 1, warmUp), Measurement::least);
	}

}

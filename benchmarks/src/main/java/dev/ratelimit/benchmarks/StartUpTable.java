package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Starts one whole application with the starter and without it, in turns, beginning with
 * the other one each round. Each round is compared with itself, so that what the machine
 * does besides hits both alike; the median round counts.
 */
final class StartUpTable {

	private enum Application {

		WITHOUT, WITH

	}

	private final int rounds;

	/**
	 * Has a collection take what is only held softly, such as the JVM's copies of
	 * methods.
	 */
	private static final String NOTHING_SOFT = "-XX:SoftRefLRUPolicyMSPerMB=0";

	private static final int HEAPS = 3;

	private final Map<Application, List<Start>> starts = new EnumMap<>(Application.class);

	private final Map<Application, Double> held = new EnumMap<>(Application.class);

	StartUpTable(int rounds) {
		this.rounds = rounds;
	}

	void print(Goals goals) throws IOException, InterruptedException {
		// Once for the disk's cache
		Start.measure(true);
		for (int round = 1; round <= this.rounds; round++) {
			System.err.printf("start-up, round %d of %d%n", round, this.rounds);
			for (int turn = 0; turn < 2; turn++) {
				Application application = Application.values()[(round + turn) % 2];
				this.starts.computeIfAbsent(application, (each) -> new ArrayList<>())
					.add(Start.measure(application == Application.WITH));
			}
		}
		for (Application application : Application.values()) {
			System.err.println("start-up, what is held " + application);
			List<Double> heaps = new ArrayList<>();
			for (int i = 0; i < HEAPS; i++) {
				heaps.add(Start.measure(application == Application.WITH, NOTHING_SOFT).heapMib());
			}
			this.held.put(application, Benchmarks.median(heaps.stream().mapToDouble(Double::doubleValue)));
		}
		Benchmarks.head(List.of("start-up", "ready after, s", "of without", "CPU, s", "of without", "classes",
				"live heap, MiB", "without what is held softly"));
		row("without the starter", Application.WITHOUT);
		row("with the starter", Application.WITH);
		goals.atMost("start-up with the starter, of that without", 1.03, ratio(Application.WITH, Start::seconds));
		goals.atMost("live heap with the starter, MiB more", 1.5,
				median(Application.WITH, Start::heapMib) - median(Application.WITHOUT, Start::heapMib));
		goals.atMost("the same without what is held softly, MiB more", 1.5,
				held(Application.WITH) - held(Application.WITHOUT));
	}

	private void row(String title, Application application) {
		Benchmarks.row(List.of(title, "%.2f".formatted(median(application, Start::seconds)),
				"%.3f".formatted(ratio(application, Start::seconds)),
				"%.2f".formatted(median(application, Start::cpuSeconds)),
				"%.3f".formatted(ratio(application, Start::cpuSeconds)),
				"%.0f".formatted(median(application, Start::classes)),
				"%.2f".formatted(median(application, Start::heapMib)), "%.2f".formatted(held(application))));
	}

	private double held(Application application) {
		return this.held.getOrDefault(application, Double.NaN);
	}

	private double median(Application application, ToDoubleFunction<Start> figure) {
		return Benchmarks.median(starts(application).stream().mapToDouble(figure));
	}

	/** The median of the rounds' ratios. */
	private double ratio(Application application, ToDoubleFunction<Start> figure) {
		return Benchmarks.median(IntStream.range(0, this.rounds)
			.mapToDouble((round) -> figure.applyAsDouble(starts(application).get(round))
					/ figure.applyAsDouble(starts(Application.WITHOUT).get(round))));
	}

	private List<Start> starts(Application application) {
		return this.starts.getOrDefault(application, List.of());
	}

}

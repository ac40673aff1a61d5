package dev.ratelimit.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import dev.ratelimit.benchmarks.RedisProcess.Counts;

/**
 * Decisions in Redis: all on one server in one run, in turns, so that what the machine
 * does besides hits all alike; the median round counts.
 */
final class RedisTable {

	private static final List<Load> LOADS = List.of(Load.of("1 key, 1 thread", 1, 1), Load.of("1 key, 8 threads", 1, 8),
			Load.of("10,000 keys, 1 thread", 10_000, 1), Load.of("10,000 keys, 8 threads", 10_000, 8),
			Load.of("1 key, 64 threads", 1, 64), Load.of("1 key, 256 threads", 1, 256),
			Load.of("10,000 keys, 64 threads", 10_000, 64));

	private static final Load ALONE = LOADS.get(0);

	private static final Load HOT = LOADS.get(1);

	private static final Load WIDE = LOADS.get(3);

	private static final Load HOTTER = LOADS.get(4);

	private static final Load HOTTEST = LOADS.get(5);

	private static final Load CROWDED = LOADS.get(6);

	private static final long ROUND_MILLIS = 1000;

	private final int rounds;

	private final Map<RedisRow, Subject> subjects = new EnumMap<>(RedisRow.class);

	private final Map<RedisRow, Double> bytesPerKey = new EnumMap<>(RedisRow.class);

	private final Map<Cell, List<Outcome>> outcomes = new HashMap<>();

	RedisTable(int rounds) {
		this.rounds = rounds;
	}

	void print(Goals goals) throws Exception {
		try (RedisProcess server = new RedisProcess()) {
			for (RedisRow row : RedisRow.values()) {
				System.err.println("Redis, warming up: " + row.title());
				this.subjects.put(row, row.subject(server));
				this.bytesPerKey.put(row, bytesPerKey(row, server));
				LOADS.forEach((load) -> run(row, load, server));
			}
			for (int round = 1; round <= this.rounds; round++) {
				System.err.printf("Redis, round %d of %d%n", round, this.rounds);
				for (Load load : LOADS) {
					for (RedisRow row : RedisRow.values()) {
						this.outcomes.computeIfAbsent(new Cell(row, load), (cell) -> new ArrayList<>())
							.add(run(row, load, server));
					}
				}
			}
			printDecisions(server.counts().version());
			printCosts();
			addTo(goals);
		}
	}

	/** Each key asked for once. */
	private double bytesPerKey(RedisRow row, RedisProcess server) {
		server.empty();
		Subject subject = this.subjects.get(row);
		subject.ask("first");
		double before = server.counts().memory();
		for (String key : WIDE.order) {
			subject.ask(key);
		}
		return (server.counts().memory() - before) / WIDE.order.length;
	}

	private Outcome run(RedisRow row, Load load, RedisProcess server) {
		Subject subject = this.subjects.get(row);
		LongAdder decisions = new LongAdder();
		AtomicInteger refused = new AtomicInteger();
		AtomicInteger finished = new AtomicInteger();
		Counts before = server.counts();
		long begun = System.nanoTime();
		long end = begun + TimeUnit.MILLISECONDS.toNanos(ROUND_MILLIS);
		List<Thread> threads = IntStream.range(0, load.threads).mapToObj((i) -> new Thread(() -> {
			String[] order = load.order;
			int next = i * 997 % order.length;
			long asked = 0;
			while (System.nanoTime() - end < 0) {
				if (!subject.ask(order[next]).equals(true)) {
					refused.incrementAndGet();
				}
				next = (next + 1 < order.length) ? next + 1 : 0;
				asked++;
			}
			decisions.add(asked);
			finished.incrementAndGet();
		})).toList();
		threads.forEach(Thread::start);
		threads.forEach(RedisTable::join);
		double seconds = (System.nanoTime() - begun) / 1e9;
		Counts after = server.counts();
		if (finished.get() < load.threads) {
			throw new IllegalStateException("%s failed: see above".formatted(row));
		}
		if (refused.get() > 0) {
			throw new IllegalStateException("%s: %d of %s not admitted".formatted(row, refused.get(), decisions));
		}
		double count = decisions.sum();
		return new Outcome(count / seconds, (after.cpuMicros() - before.cpuMicros()) / count,
				(row.trips(after) - row.trips(before)) / count,
				(after.bytesOnTheWire() - before.bytesOnTheWire()) / count);
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void printDecisions(String version) {
		List<String> titles = new ArrayList<>(List.of("decisions/s in Redis %s (of Bucket4j)".formatted(version)));
		LOADS.forEach((load) -> titles.add(load.title));
		Benchmarks.head(titles);
		for (RedisRow row : RedisRow.values()) {
			List<String> cells = new ArrayList<>(List.of(row.title()));
			for (Load load : LOADS) {
				cells.add("%,.0f (%.1f)".formatted(median(row, load, Outcome::perSecond),
						ratio(row, RedisRow.BUCKET4J, load, Outcome::perSecond)));
			}
			Benchmarks.row(cells);
		}
	}

	private void printCosts() {
		Benchmarks.head(List.of("a decision in Redis (of the bare script)", "CPU us, 1 key, 8 threads", "64", "256",
				"CPU us, 10,000 keys, 8 threads", "64", "trips, 1 key, 8 threads", "trips, 10,000 keys, 8 threads",
				"bytes on the wire", "bytes a key holds"));
		for (RedisRow row : RedisRow.values()) {
			Benchmarks.row(List.of(row.title(), cpu(row, HOT), cpu(row, HOTTER), cpu(row, HOTTEST), cpu(row, WIDE),
					cpu(row, CROWDED), "%.4f".formatted(median(row, HOT, Outcome::trips)),
					"%.4f".formatted(median(row, WIDE, Outcome::trips)),
					"%.0f".formatted(median(row, WIDE, Outcome::bytes)),
					"%.0f".formatted(this.bytesPerKey.getOrDefault(row, 0.0))));
		}
	}

	private String cpu(RedisRow row, Load load) {
		return "%.2f (%.2f)".formatted(median(row, load, Outcome::cpuMicros),
				ratio(row, RedisRow.BARE, load, Outcome::cpuMicros));
	}

	private void addTo(Goals goals) {
		for (Load load : List.of(HOT, WIDE)) {
			goals.atMost("Redis CPU a decision, of the bare script, " + load.title, 1.15,
					ratio(RedisRow.OURS, RedisRow.BARE, load, Outcome::cpuMicros));
		}
		together(goals, HOTTER, 0.25, 1.8);
		together(goals, HOTTEST, 0.1, 2.5);
		together(goals, CROWDED, 0.75, 0);
		goals.atLeast("decisions/s in Redis, of the bare script's, " + ALONE.title, 1 / 1.05,
				ratio(RedisRow.OURS, RedisRow.BARE, ALONE, Outcome::perSecond));
		goals.atMost("trips a decision", 1, median(RedisRow.OURS, HOT, Outcome::trips));
		goals.atLeast("decisions/s in Redis, of Bucket4j's, " + HOT.title, 6,
				ratio(RedisRow.OURS, RedisRow.BUCKET4J, HOT, Outcome::perSecond));
		for (RedisRow leased : List.of(RedisRow.LEASED, RedisRow.LEASED_MORE)) {
			goals.atLeast("decisions/s, %s, of those without a lease, %s".formatted(leased.title(), HOT.title), 100,
					ratio(leased, RedisRow.OURS, HOT, Outcome::perSecond));
		}
	}

	/** Many callers at once, beside the bare script that each of them asks by itself. */
	private void together(Goals goals, Load load, double cpu, double rate) {
		goals.atMost("Redis CPU a decision, of the bare script, " + load.title, cpu,
				ratio(RedisRow.OURS, RedisRow.BARE, load, Outcome::cpuMicros));
		if (rate > 0) {
			goals.atLeast("decisions/s in Redis, of the bare script's, " + load.title, rate,
					ratio(RedisRow.OURS, RedisRow.BARE, load, Outcome::perSecond));
		}
	}

	private double median(RedisRow row, Load load, ToDoubleFunction<Outcome> figure) {
		return Benchmarks.median(this.outcomes.get(new Cell(row, load)).stream().mapToDouble(figure));
	}

	/** The median of the rounds' ratios. */
	private double ratio(RedisRow row, RedisRow of, Load load, ToDoubleFunction<Outcome> figure) {
		List<Outcome> ours = this.outcomes.get(new Cell(row, load));
		List<Outcome> others = this.outcomes.get(new Cell(of, load));
		return Benchmarks.median(IntStream.range(0, this.rounds)
			.mapToDouble((i) -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(others.get(i))));
	}

	/**
	 * Who asks for what.
	 *
	 * @param title its name
	 * @param order the keys, in a fixed random order
	 * @param threads how many ask at once
	 */
	record Load(String title, String[] order, int threads) {

		static Load of(String title, int keys, int threads) {
			String[] order = IntStream.range(0, keys).mapToObj((i) -> "user-" + i).toArray(String[]::new);
			Collections.shuffle(Arrays.asList(order), new Random(42));
			return new Load(title, order, threads);
		}

	}

	record Cell(RedisRow row, Load load) {

	}

	record Outcome(double perSecond, double cpuMicros, double trips, double bytes) {

	}

}

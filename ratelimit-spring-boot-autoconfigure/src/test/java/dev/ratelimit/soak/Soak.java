package dev.ratelimit.soak;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

import dev.ratelimit.soak.Sample.Figures;

/**
 * Runs the sample under traffic: {@code Soak <jar> <log> <seconds>}. It ends with 1 if
 * one of its findings is bad.
 */
public final class Soak {

	private static final int READINGS = 10;

	private static final long SEED = 1;

	/** After this time every limit has been at its end. */
	private static final long ALL_REFUSE_SECONDS = 300;

	private final List<Reading> readings = new ArrayList<>();

	private final List<String> findings = new ArrayList<>();

	private final Sample sample;

	private final Callers callers = new Callers(SEED);

	private final Traffic traffic;

	private Soak(Sample sample) {
		this.sample = sample;
		this.traffic = new Traffic(sample, this.callers);
	}

	/**
	 * Starts the sample, and drives it.
	 * @param args the sample's jar, where its output goes, and how many seconds to run
	 * @throws Exception if the sample cannot be run
	 */
	public static void main(String[] args) throws Exception {
		List<String> findings;
		try (Sample sample = new Sample(Path.of(args[0]), Path.of(args[1]))) {
			findings = new Soak(sample).run(Long.parseLong(args[2]));
		}
		System.out.println(findings.isEmpty() ? "Passed." : "FAILED:");
		findings.forEach((finding) -> System.out.println("  " + finding));
		System.exit(findings.isEmpty() ? 0 : 1);
	}

	private List<String> run(long seconds) throws Exception {
		this.sample.compareClocks(500);
		System.out.printf("soak: %d s, %d callers, the server's clock known to within %d us%n", seconds,
				this.callers.size(), TimeUnit.NANOSECONDS.toMicros(this.sample.uncertaintyNanos()));
		System.out.println("       s   requests    refused  heap KB  threads  files   keys  counts");
		long interval = Math.min(TimeUnit.SECONDS.toNanos(seconds) / READINGS, TimeUnit.MINUTES.toNanos(1));
		long begin = System.nanoTime();
		this.callers.start();
		for (long next = begin + interval; next <= begin + TimeUnit.SECONDS.toNanos(seconds); next += interval) {
			while (System.nanoTime() < next) {
				LockSupport.parkNanos(next - System.nanoTime());
			}
			this.callers.atRest(() -> this.readings.add(read()));
			Reading reading = this.readings.get(this.readings.size() - 1);
			System.out.printf("%8d %10d %10d %8d %8d %6d %6d  %s%n",
					TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin), this.callers.calls(),
					this.callers.refusals(), reading.heap, reading.threads, reading.files, reading.keys,
					reading.differences.isEmpty() ? "equal" : reading.differences);
		}
		this.callers.stop();
		return this.callers.atRest(() -> judge(seconds >= ALL_REFUSE_SECONDS));
	}

	/** While nobody calls, so that both sides must have counted the same. */
	private Reading read() throws Exception {
		this.sample.compareClocks(10);
		// Asked by a login
		this.callers.count("login-address", true);
		Figures figures = this.sample.figures();
		List<String> differences = new ArrayList<>();
		this.callers.counts().forEach((name, count) -> {
			String[] words = name.split(" ");
			long counted = figures.requests(words[0], words[1]);
			if (counted != count) {
				differences.add("%s: %d here, %d there".formatted(name, count, counted));
			}
		});
		if (figures.sum("ratelimit_evictions_total", "") > 0) {
			differences.add("keys that still counted were forced out");
		}
		return new Reading(Math.round(figures.sum("jvm_memory_used_bytes", "area=\"heap\"") / 1024),
				Math.round(figures.sum("jvm_threads_live_threads", "")),
				Math.round(figures.sum("process_files_open_files", "")), Math.round(figures.sum("ratelimit_keys", "")),
				differences);
	}

	private List<String> judge(boolean allRefuse) throws Exception {
		System.out.printf("%n%-34s %9s %9s %9s %9s %9s%n", "key", "admitted", "at most", "refused", "too many",
				"no cause");
		for (Ledger ledger : this.traffic.ledgers()) {
			Ledger.Total total = ledger.total();
			System.out.printf("%-34s %9d %9d %9d %9d %9d%n", total.key(), total.admitted(), total.most(),
					total.refused(), total.tooMany(), total.withoutCause());
			if (!total.right()) {
				this.findings.add(total.toString());
			}
			if (allRefuse && total.refused() == 0) {
				this.findings.add(total.key() + " refused nothing, and so was not put to the test");
			}
		}
		this.readings.stream().map(Reading::differences).forEach(this.findings::addAll);
		this.findings.addAll(this.callers.wrong());
		this.findings.addAll(this.sample.complaints());
		System.out.println();
		growth("heap KB", Reading::heap, 2048);
		growth("threads", Reading::threads, 2);
		growth("files", Reading::files, 20);
		growth("keys", Reading::keys, 1000);
		return this.findings;
	}

	private void growth(String name, ToLongFunction<Reading> figure, long allowed) {
		Growth growth = Growth.of(this.readings, figure, allowed);
		System.out.println(name + ": " + growth);
		if (growth.tooMuch()) {
			this.findings.add(name + " grew: " + growth);
		}
	}

	/**
	 * What was read at one time.
	 *
	 * @param heap in use after a collection, in KB
	 * @param threads that live
	 * @param files open, sockets among them
	 * @param keys in memory, of all limits
	 * @param differences between what the server counted and what was answered
	 */
	record Reading(long heap, long threads, long files, long keys, List<String> differences) {

	}

}

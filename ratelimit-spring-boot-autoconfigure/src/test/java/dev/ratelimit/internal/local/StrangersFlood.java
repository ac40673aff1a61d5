package dev.ratelimit.internal.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;

/**
 * Five million strangers, and an abuser who calls after each fiftieth of them, in a JVM
 * of its own: its heap is small, and nothing else grows in it.
 *
 * @param admitted how many calls of the abuser were admitted
 * @param growth by how many bytes the heap grew
 * @param keys how many keys were held at the end
 * @param evictions how many were forced out
 */
record StrangersFlood(long admitted, long growth, long keys, long evictions) {

	static final int STRANGERS = 5_000_000;

	static final long MAXIMUM_SIZE = 10_000;

	/** Ten thousand keys need about 2 MB; five million would need a thousand. */
	static final long MOST_GROWTH = 4L << 20;

	private static final String HEAP = "-Xmx64m";

	/**
	 * Sends them.
	 * @return what came of it
	 */
	static StrangersFlood run() throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP,
				"-cp", System.getProperty("java.class.path"), StrangersFlood.class.getName())
			.redirectErrorStream(true)
			.start();
		if (!process.waitFor(5, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IllegalStateException("The flood has not ended after five minutes");
		}
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.exitValue() != 0) {
			throw new IllegalStateException(output);
		}
		String[] counts = output.substring(output.lastIndexOf("counts ")).strip().split(" ");
		return new StrangersFlood(Long.parseLong(counts[1]), Long.parseLong(counts[2]), Long.parseLong(counts[3]),
				Long.parseLong(counts[4]));
	}

	public static void main(String[] args) {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1d");
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null,
				new ManualTimeSource(), MAXIMUM_SIZE)) {
			RateLimiter limiter = registry.get("api");
			long before = usedHeap();
			long admitted = 0;
			for (int i = 0; i < STRANGERS; i++) {
				limiter.tryAcquire("stranger " + i);
				if (i % 50 == 0) {
					admitted += limiter.tryAcquire("abuser").permits();
				}
			}
			System.out.println("counts " + admitted + " " + (usedHeap() - before) + " " + registry.keys("api") + " "
					+ registry.evictions("api"));
		}
	}

	static long usedHeap() {
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

}

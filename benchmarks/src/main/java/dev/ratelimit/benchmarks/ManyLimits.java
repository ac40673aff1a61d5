package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The start of an application with many limits, each with ten overrides, in a JVM of its
 * own: what it takes is to grow as their number does.
 */
final class ManyLimits {

	private static final List<Integer> NUMBERS = List.of(1, 1_000, 10_000);

	private ManyLimits() {
	}

	/**
	 * Starts, and prints what the process has used by then.
	 * @param args the file with the limits
	 */
	public static void main(String[] args) {
		Starter.start(ManyLimits.class, "spring.config.location=file:" + args[0]);
		System.out.println(ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9);
		System.exit(0);
	}

	static void print(Goals goals, int rounds) throws IOException, InterruptedException {
		Benchmarks.head(List.of("start-up with many limits", "CPU, s", "ms more for each limit"));
		double one = 0;
		double fewer = 0;
		double each = 0;
		for (int limits : NUMBERS) {
			System.err.printf("start-up with %,d limits%n", limits);
			double seconds = Double.MAX_VALUE;
			for (int round = 0; round < rounds; round++) {
				seconds = Math.min(seconds, seconds(limits));
			}
			one = (one == 0) ? seconds : one;
			fewer = each;
			each = 1000 * (seconds - one) / limits;
			Benchmarks.row(List.of("%,d limits, %,d overrides".formatted(limits, 10 * limits),
					"%.2f".formatted(seconds), (limits == 1) ? "" : "%.2f".formatted(each)));
		}
		goals.atMost("one of 10,000 limits at start-up, of one of 1,000", 1.1, each / fewer);
	}

	private static double seconds(int limits) throws IOException, InterruptedException {
		Path file = Files.createTempFile("limits", ".yml");
		try {
			Files.writeString(file, yaml(limits));
			Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xmx2g", "-cp", System.getProperty("java.class.path"), ManyLimits.class.getName(), file.toString())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.toList();
			if (process.waitFor() != 0) {
				throw new IllegalStateException("It did not start: " + lines);
			}
			return Double.parseDouble(lines.get(lines.size() - 1));
		}
		finally {
			Files.delete(file);
		}
	}

	private static String yaml(int limits) {
		StringBuilder yaml = new StringBuilder("logging.level.root: off\nratelimit:\n  limits:\n");
		for (int i = 0; i < limits; i++) {
			yaml.append("    limit-%d:\n      rate: 100/1m\n      overrides:\n".formatted(i));
			for (int user = 0; user < 10; user++) {
				yaml.append("        user-%d: { rate: %d/1m }\n".formatted(user, 200 + user));
			}
		}
		return yaml.toString();
	}

}

package dev.ratelimit.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One start of a whole application in a JVM of its own.
 *
 * @param seconds from the JVM's begin until it serves requests
 * @param cpuSeconds what the process has used by then
 * @param classes how many are loaded
 * @param heapMib what lives on the heap after a collection
 */
record Start(double seconds, double cpuSeconds, long classes, double heapMib) {

	/** With pages, Security and JPA, where {@code benchmarks/run} has built it. */
	private static final Path SHOP = Path.of("compatibility", "applications", "shop", "target");

	private static final String MAIN = "dev.ratelimit.compatibility.shop.ShopApplication";

	private static final Pattern STARTED = Pattern.compile("Started .+ \\(process running for ([\\d.]+)\\)");

	private static final Pattern LOADED = Pattern.compile("Bytes[^\\d]+(\\d+)");

	private static final Pattern COLLECTED = Pattern.compile("(\\d+)");

	private static final Pattern LIVE = Pattern.compile("Total +\\d+ +(\\d+)");

	/** What comes with the starter, and would not be there without it. */
	private static final Pattern STARTER = Pattern.compile(".*(/ratelimit-spring-boot-|/caffeine-)[^/]*\\.jar");

	static Start measure(boolean starter, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(tool("java"), "-Xmx512m"));
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", classPath(starter), MAIN, "--server.port=0", "--server.address=127.0.0.1"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			StringBuilder printed = new StringBuilder();
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				printed.append(line).append(System.lineSeparator());
				Matcher started = STARTED.matcher(line);
				if (started.find()) {
					double cpuSeconds = process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
					long classes = figure(LOADED, process, "jstat", "-class");
					// What the first collection takes may have held more
					figure(COLLECTED, process, "jcmd", "GC.run");
					return new Start(Double.parseDouble(started.group(1)), cpuSeconds, classes,
							figure(LIVE, process, "jcmd", "GC.class_histogram") / (1024.0 * 1024.0));
				}
			}
			throw new IllegalStateException("The application did not start: " + printed);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static String classPath(boolean starter) throws IOException {
		String jars = Stream.of(Files.readString(SHOP.resolve("class-path.txt")).strip().split(":"))
			.filter((jar) -> starter || !STARTER.matcher(jar).matches())
			.collect(Collectors.joining(":"));
		return SHOP.resolve("classes") + ":" + jars;
	}

	/** What a tool of the JDK says of a JVM. */
	private static long figure(Pattern pattern, Process of, String tool, String command)
			throws IOException, InterruptedException {
		String pid = String.valueOf(of.pid());
		List<String> words = tool.equals("jstat") ? List.of(tool(tool), command, pid)
				: List.of(tool(tool), pid, command);
		Process asked = new ProcessBuilder(words).start();
		Matcher matcher = pattern.matcher(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
		if (asked.waitFor() != 0 || !matcher.find()) {
			throw new IllegalStateException(tool + " " + command + " says nothing");
		}
		return Long.parseLong(matcher.group(1));
	}

	private static String tool(String name) {
		return Path.of(System.getProperty("java.home"), "bin", name).toString();
	}

}

package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@link Endpoint} running in a JVM of its own, on the loopback address only.
 */
final class Server implements AutoCloseable {

	private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([\\d.]+)s");

	/** As Linux counts CPU time for user space, whatever its own clock does. */
	private static final double TICKS_PER_SECOND = 100;

	private static final int START_SECONDS = 90;

	private final Endpoint endpoint;

	private final URI uri;

	private final Process process;

	Server(Endpoint endpoint) throws IOException, InterruptedException {
		int port = freePort();
		this.endpoint = endpoint;
		this.uri = URI.create("http://127.0.0.1:" + port + "/hello");
		this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-cp", System.getProperty("java.class.path"), Endpoint.class.getName(), endpoint.name(),
				String.valueOf(port))
			.redirectErrorStream(true)
			.redirectOutput(Redirect.to(Files.createTempFile("endpoint", ".log").toFile()))
			.start();
		awaitAnswer();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void awaitAnswer() throws InterruptedException {
		for (int second = 0; second < START_SECONDS && this.process.isAlive(); second++) {
			try {
				HttpClient.newHttpClient().send(HttpRequest.newBuilder(this.uri).build(), BodyHandlers.discarding());
				return;
			}
			catch (IOException ex) {
				Thread.sleep(1000);
			}
		}
		close();
		throw new IllegalStateException(this.endpoint + " did not start");
	}

	Endpoint endpoint() {
		return this.endpoint;
	}

	/** Has wrk ask for some seconds. */
	Load load(int seconds) throws IOException, InterruptedException {
		double before = cpuSeconds();
		Process wrk = new ProcessBuilder("wrk", "-t1", "-c16", "-d" + seconds + "s", this.uri.toString())
			.redirectErrorStream(true)
			.start();
		String printed = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		double taken = cpuSeconds() - before;
		Matcher requests = REQUESTS.matcher(printed);
		if (wrk.waitFor() != 0 || !requests.find() || printed.contains("Non-2xx")) {
			throw new IllegalStateException(this.endpoint + ": " + printed);
		}
		double count = Double.parseDouble(requests.group(1));
		return new Load(count / Double.parseDouble(requests.group(2)), taken * 1e6 / count);
	}

	/** What the server has used, in user and in kernel mode. */
	private double cpuSeconds() throws IOException {
		String stat = Files.readString(Path.of("/proc/" + this.process.pid() + "/stat"));
		String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
	}

	@Override
	public void close() {
		this.process.destroy();
	}

	/**
	 * What a server did under load.
	 *
	 * @param requestsPerSecond how many it answered
	 * @param cpuMicros the CPU time one of them took it
	 */
	record Load(double requestsPerSecond, double cpuMicros) {

	}

}

package dev.ratelimit.soak;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sample in a process of its own.
 */
final class Sample implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Pattern NANOS = Pattern.compile("\"nanos\":(\\d+)");

	private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();

	private final String address;

	private final Path log;

	private final Process process;

	/** How far the server's clock is ahead of the test, between these two. */
	private volatile long least = Long.MIN_VALUE;

	private volatile long most = Long.MAX_VALUE;

	/**
	 * Starts it.
	 * @param jar the executable jar
	 * @param log where its output goes
	 */
	Sample(Path jar, Path log) throws IOException, InterruptedException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		this.address = "http://127.0.0.1:" + port;
		this.log = log;
		// Threads for all callers from the start, so that one more is one too many. Who
		// guesses
		// has an address of its own, and is not locked out: the ledgers know no blocks
		this.process = new ProcessBuilder(tool("java"), "-Xmx256m", "-jar", jar.toString(), "--server.port=" + port,
				"--server.tomcat.threads.min-spare=50", "--ratelimit.web.trusted-proxies=127.0.0.1/32",
				"--ratelimit.limits.login-user.block=", "--ratelimit.cache.maximum-size=20000")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroy));
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!answers()) {
			if (!this.process.isAlive() || System.nanoTime() > deadline) {
				close();
				throw new IllegalStateException("The sample did not start, see " + log);
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
		}
	}

	private static String tool(String name) {
		return Path.of(System.getProperty("java.home"), "bin", name).toString();
	}

	private boolean answers() throws InterruptedException {
		try {
			return send(request("/actuator/health")).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.address + path)).timeout(PATIENCE);
	}

	/** From another address, as told by a proxy. */
	HttpRequest.Builder request(String path, String address) {
		return request(path).header("X-Forwarded-For", address);
	}

	static HttpRequest.Builder as(String user, String password, HttpRequest.Builder request) {
		byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
		return request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
	}

	HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	/**
	 * Compares the clocks: each answer was given between sending and receiving. Both go
	 * by the machine's monotonic clock, so that one answer must not contradict another.
	 */
	void compareClocks(int times) throws IOException, InterruptedException {
		for (int i = 0; i < times; i++) {
			long sent = System.nanoTime();
			Matcher matcher = NANOS.matcher(send(request("/playground/about")).body());
			long received = System.nanoTime();
			if (!matcher.find()) {
				throw new IllegalStateException("The sample does not tell its time");
			}
			long nanos = Long.parseLong(matcher.group(1));
			this.least = Math.max(this.least, nanos - received);
			this.most = Math.min(this.most, nanos - sent);
		}
		if (this.least > this.most) {
			throw new IllegalStateException("The sample's clock has moved against this machine's");
		}
	}

	/** Of times of {@link System#nanoTime}, in the server's. */
	History.Call call(long sent, long received) {
		return new History.Call(sent + this.least, received + this.most);
	}

	long uncertaintyNanos() {
		return this.most - this.least;
	}

	/** What it holds after a collection. */
	Figures figures() throws IOException, InterruptedException {
		String id = Long.toString(this.process.pid());
		int exit = new ProcessBuilder(tool("jcmd"), id, "GC.run").redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor();
		HttpResponse<String> response = send(as("olga", "operator", request("/actuator/prometheus")));
		if (exit != 0 || response.statusCode() != 200) {
			throw new IllegalStateException(
					"jcmd ended with %d, the metrics with %d".formatted(exit, response.statusCode()));
		}
		return new Figures(response.body().lines().filter((line) -> !line.startsWith("#")).toList());
	}

	/** Lines of its log that complain. */
	List<String> complaints() throws IOException {
		return Files.readAllLines(this.log)
			.stream()
			.filter((line) -> line.contains(" WARN ") || line.contains(" ERROR "))
			.toList();
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit()
			.orTimeout(20, TimeUnit.SECONDS)
			.exceptionally((late) -> this.process.destroyForcibly())
			.join();
	}

	/**
	 * Its metrics.
	 *
	 * @param lines as Prometheus reads them
	 */
	record Figures(List<String> lines) {

		/** The sum of a metric's values with this label, which may be empty. */
		double sum(String name, String label) {
			return this.lines.stream()
				.filter((line) -> line.startsWith(name + "{") || line.startsWith(name + " "))
				.filter((line) -> line.contains(label))
				.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
				.sum();
		}

		/** Calls of a limit with that outcome. */
		long requests(String limit, String outcome) {
			return Math.round(sum("ratelimit_requests_total", "limit=\"" + limit + "\",outcome=\"" + outcome + "\""));
		}

	}

}

package dev.ratelimit.compatibility;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A packaged application in a process of its own.
 */
final class Application implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("started on port (\\d+)(?s:.*)Started \\w+ in");

	private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

	private final HttpClient client = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	private int port;

	private Application(Process process, Path log) {
		this.process = process;
		this.log = log;
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
	}

	/** Starts a web application and waits until it answers. */
	static Application start(String name, Mode mode, String... arguments) {
		Application application = launch(name, mode, arguments);
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		Matcher started = STARTED.matcher(application.log());
		while (!started.find()) {
			if (!application.process.isAlive() || System.nanoTime() > deadline) {
				application.close();
				throw new IllegalStateException("%s did not start:%n%s".formatted(name, application.log()));
			}
			pause();
			started = STARTED.matcher(application.log());
		}
		application.port = Integer.parseInt(started.group(1));
		return application;
	}

	/** Runs an application to its end and answers what it logged. */
	static String run(String name, Mode mode, String... arguments) {
		try (Application application = launch(name, mode, arguments)) {
			if (!application.process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
				throw new IllegalStateException("%s did not end:%n%s".formatted(name, application.log()));
			}
			return application.log();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static Application launch(String name, Mode mode, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		if (mode == Mode.AHEAD_OF_TIME) {
			command.add("-Dspring.aot.enabled=true");
		}
		Path application = Path.of(System.getProperty("applications")).resolve(name);
		// Reactor Netty 1.3.7 and 1.2.18 can leave a call unread that comes before the last one is over
		command.addAll(List.of("-jar", application.resolve("target").resolve(application.getFileName() + ".jar").toString(),
				"--server.port=0", "--server.netty.max-keep-alive-requests=1"));
		command.addAll(List.of(arguments));
		try {
			Path log = Files.createTempFile(application.getFileName().toString(), ".log");
			log.toFile().deleteOnExit();
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			return new Application(process, log);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(50);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int port() {
		return this.port;
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, headers);
	}

	HttpResponse<String> send(String method, String path, String... headers) {
		return send(method, path, BodyPublishers.noBody(), headers);
	}

	HttpResponse<String> post(String path, String json) {
		return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
	}

	private HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(Duration.ofNanos(PATIENCE_NANOS))
			.method(method, body);
		if (headers.length > 0) {
			request.headers(headers);
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(log(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** The status of so many calls, one after the other. */
	List<Integer> statuses(int calls, String path, String... headers) {
		List<Integer> statuses = new ArrayList<>();
		for (int i = 0; i < calls; i++) {
			statuses.add(get(path, headers).statusCode());
		}
		return statuses;
	}

	static String[] basic(String user, String password) {
		return new String[] { "Authorization",
				"Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes()) };
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	enum Mode {

		NORMAL, AHEAD_OF_TIME

	}

}

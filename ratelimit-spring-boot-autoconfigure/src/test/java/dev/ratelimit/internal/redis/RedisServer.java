package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server of a test's own: its own process on the loopback address, its own
 * directory, a free port. Nothing needs to be installed; the variable
 * {@code REDIS_SERVER} names another server's executable, such as Valkey's.
 */
public final class RedisServer implements AutoCloseable {

	private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);

	private static Path binary;

	private final Path directory;

	private final int port;

	private final List<String> command = new ArrayList<>();

	private Process process;

	private RedisServer(int port, List<String> options) throws IOException {
		this.directory = Files.createTempDirectory("ratelimit-redis");
		this.port = port;
		this.command.add(binary().toString());
		this.command.addAll(options);
	}

	/** A server with options such as {@code --requirepass secret}. */
	public static RedisServer start(String... options) {
		return start(freePort(), options);
	}

	static RedisServer start(int port, String... options) {
		try {
			List<String> all = new ArrayList<>(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--save",
					"", "--appendonly", "no", "--daemonize", "no"));
			all.addAll(List.of(options));
			RedisServer server = new RedisServer(port, all);
			server.command.addAll(List.of("--dir", server.directory.toString()));
			server.restart();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A sentinel that watches a master under the name {@code mymaster}. */
	static RedisServer sentinel(int master, int quorum) {
		try {
			int port = freePort();
			RedisServer server = new RedisServer(port, List.of());
			Path configuration = server.directory.resolve("sentinel.conf");
			Files.writeString(configuration, """
					port %d
					bind 127.0.0.1
					dir %s
					sentinel monitor mymaster 127.0.0.1 %d %d
					sentinel down-after-milliseconds mymaster 700
					sentinel failover-timeout mymaster 3000
					""".formatted(port, server.directory, master, quorum));
			server.command.addAll(List.of(configuration.toString(), "--sentinel"));
			server.restart();
			return server;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Below those that the system gives to whoever asks for any, which could take it
	 * before the server starts, or while it is away. A cluster's bus listens 10,000
	 * above.
	 */
	static int freePort() {
		int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
		return (isFree(port) && isFree(port + 10_000)) ? port : freePort();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static synchronized Path binary() throws IOException {
		String other = System.getenv("REDIS_SERVER");
		if (binary == null && other != null) {
			binary = Path.of(other);
		}
		if (binary == null) {
			boolean arm = System.getProperty("os.arch").equals("aarch64");
			boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
			String name = "/redis-server-7.0.15-" + (mac ? "darwin-" : "linux-") + (arm ? "arm64" : "amd64");
			Path target = Files.createTempFile("redis-server", "");
			try (InputStream in = RedisServer.class.getResourceAsStream(name)) {
				Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
			}
			if (!target.toFile().setExecutable(true)) {
				throw new IOException("Cannot make %s executable".formatted(target));
			}
			target.toFile().deleteOnExit();
			binary = target;
		}
		return binary;
	}

	/** Starts it, again if it was killed; with what it had not saved lost. */
	public void restart(String... options) {
		this.command.addAll(List.of(options));
		try {
			this.process = new ProcessBuilder(this.command).redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("log").toFile())
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroyForcibly));
			long deadline = System.nanoTime() + START_NANOS;
			while (!answers()) {
				if (!this.process.isAlive() || System.nanoTime() > deadline) {
					throw new IllegalStateException(
							"Redis did not start: " + Files.readString(this.directory.resolve("log")));
				}
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean answers() {
		try {
			String answer = command("PING");
			return answer.contains("PONG") || answer.contains("NOAUTH") || answer.contains("LOADING")
					|| answer.contains("MASTERDOWN");
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	public int port() {
		return this.port;
	}

	/** Ends it at once. */
	public void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	/** Has it answer nothing, as one that swaps or runs a long script; until resumed. */
	public void stop() {
		signal("STOP");
	}

	public void resume() {
		signal("CONT");
	}

	private void signal(String name) {
		try {
			new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start().waitFor();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Sends one command; answers with what comes first on the wire. */
	public String command(String... words) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), 500);
			socket.setSoTimeout(5_000);
			StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
			for (String word : words) {
				request.append("$%d\r\n%s\r\n".formatted(word.getBytes(StandardCharsets.UTF_8).length, word));
			}
			OutputStream out = socket.getOutputStream();
			out.write(request.toString().getBytes(StandardCharsets.UTF_8));
			out.flush();
			byte[] buffer = new byte[65_536];
			int length = socket.getInputStream().read(buffer);
			return new String(buffer, 0, Math.max(length, 0), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

}

package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * A Redis server of our own on the loopback address, from the binaries in the
 * embedded-redis jar, and what it says of itself. It keeps nothing on disk.
 */
final class RedisProcess implements AutoCloseable {

	private static final int TRIES = 200;

	private final int port;

	private final Process process;

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	RedisProcess() throws IOException, InterruptedException {
		this.port = freePort();
		Path directory = Files.createTempDirectory("benchmark-redis");
		this.process = new ProcessBuilder(binary(directory).toString(), "--port", String.valueOf(this.port), "--bind",
				"127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile())
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(this.process::destroy));
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", this.port));
		this.commands = connect();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static Path binary(Path directory) throws IOException {
		boolean arm = System.getProperty("os.arch").equals("aarch64");
		boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
		String name = "/redis-server-7.0.15-" + (mac ? "darwin-" : "linux-") + (arm ? "arm64" : "amd64");
		Path target = directory.resolve("redis-server");
		try (InputStream in = RedisProcess.class.getResourceAsStream(name)) {
			Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
		}
		if (!target.toFile().setExecutable(true)) {
			throw new IOException("Cannot make %s executable".formatted(target));
		}
		return target;
	}

	private RedisCommands<String, String> connect() throws InterruptedException {
		for (int i = 1;; i++) {
			try {
				return this.client.connect().sync();
			}
			catch (RedisConnectionException ex) {
				if (i == TRIES || !this.process.isAlive()) {
					throw ex;
				}
				Thread.sleep(20);
			}
		}
	}

	int port() {
		return this.port;
	}

	/** For whoever measures a client of his own; closed with the server. */
	RedisClient client() {
		return this.client;
	}

	void empty() {
		this.commands.flushall();
	}

	/** What the server has counted since it was started, and what it holds. */
	Counts counts() {
		Map<String, String> info = new TreeMap<>();
		for (String section : new String[] { "server", "cpu", "stats", "memory", "commandstats" }) {
			this.commands.info(section).lines().filter((line) -> line.contains(":")).forEach((line) -> {
				int colon = line.indexOf(':');
				info.put(line.substring(0, colon), line.substring(colon + 1).trim());
			});
		}
		return new Counts(info);
	}

	@Override
	public void close() {
		this.client.shutdown();
		this.process.destroy();
	}

	/**
	 * What INFO says.
	 *
	 * @param info its lines
	 */
	record Counts(Map<String, String> info) {

		double cpuMicros() {
			return (number("used_cpu_user") + number("used_cpu_sys")) * 1e6;
		}

		double bytesOnTheWire() {
			return number("total_net_input_bytes") + number("total_net_output_bytes");
		}

		double memory() {
			return number("used_memory");
		}

		String version() {
			return String.valueOf(this.info.get("redis_version"));
		}

		/** How often commands were called, also by scripts. */
		double calls(String... commands) {
			double calls = 0;
			for (String command : commands) {
				String stats = this.info.getOrDefault("cmdstat_" + command, "calls=0,");
				calls += Double.parseDouble(stats.substring("calls=".length(), stats.indexOf(',')));
			}
			return calls;
		}

		private double number(String name) {
			return Double.parseDouble(this.info.getOrDefault(name, "0"));
		}

	}

}

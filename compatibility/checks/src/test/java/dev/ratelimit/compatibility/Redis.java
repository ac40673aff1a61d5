package dev.ratelimit.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * A Redis server for one run of the checks.
 */
final class Redis {

	private static final Redis INSTANCE = new Redis();

	private final int port;

	private Redis() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		try {
			Process process = new ProcessBuilder(binary().toString(), "--port", String.valueOf(this.port), "--bind",
					"127.0.0.1", "--save", "", "--appendonly", "no")
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
			while (!answers()) {
				if (!process.isAlive()) {
					throw new IllegalStateException("Redis ended with " + process.exitValue());
				}
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static Redis running() {
		return INSTANCE;
	}

	int port() {
		return this.port;
	}

	/** Sends one command without quotes; answers with the beginning of the reply. */
	String command(String line) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
			byte[] reply = new byte[65_536];
			int length = socket.getInputStream().read(reply);
			return new String(reply, 0, Math.max(length, 0), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean answers() {
		try {
			return command("PING").contains("PONG");
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	private static Path binary() throws IOException {
		boolean arm = System.getProperty("os.arch").equals("aarch64");
		boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
		String name = "/redis-server-7.0.15-" + (mac ? "darwin-" : "linux-") + (arm ? "arm64" : "amd64");
		Path target = Files.createTempFile("redis-server", "");
		target.toFile().deleteOnExit();
		try (InputStream in = Redis.class.getResourceAsStream(name)) {
			Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
		}
		if (!target.toFile().setExecutable(true)) {
			throw new IOException("Cannot make %s executable".formatted(target));
		}
		return target;
	}

}

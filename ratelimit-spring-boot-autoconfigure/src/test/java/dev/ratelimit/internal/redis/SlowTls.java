package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.springframework.util.FileSystemUtils;

/**
 * TLS in front of a server that has none, with a handshake that takes its time. Its
 * certificate is made by the JDK's keytool.
 */
public final class SlowTls implements AutoCloseable {

	private static final String PASSWORD = "changeit";

	private final Path directory;

	private final ServerSocket listening;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "slow-tls");
		thread.setDaemon(true);
		return thread;
	});

	public SlowTls(int target, Duration handshake) throws Exception {
		this.directory = Files.createTempDirectory("ratelimit-tls");
		Path store = this.directory.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-keyalg", "EC", "-alias", "redis", "-dname", "CN=localhost", "-ext",
				"san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
				PASSWORD)
			.redirectErrorStream(true)
			.start();
		if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
			throw new IllegalStateException(new String(keytool.getInputStream().readAllBytes()));
		}
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(managers.getKeyManagers(), null, null);
		this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.threads.submit(() -> accept(tls, target, handshake));
	}

	private Void accept(SSLContext tls, int target, Duration handshake) throws IOException {
		while (true) {
			Socket plain = this.listening.accept();
			this.threads.submit(() -> {
				LockSupport.parkNanos(handshake.toNanos());
				SSLSocket client = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, true);
				client.setUseClientMode(false);
				Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
				this.threads.submit(() -> copy(server, client));
				return copy(client, server);
			});
		}
	}

	private static Void copy(Socket from, Socket to) throws IOException {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[8192];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				out.write(buffer, 0, length);
				out.flush();
			}
		}
		return null;
	}

	public int port() {
		return this.listening.getLocalPort();
	}

	/** A store with the certificate, under the password {@code changeit}. */
	public Path trusted() {
		return this.directory.resolve("store.p12");
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		this.threads.shutdownNow();
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

}

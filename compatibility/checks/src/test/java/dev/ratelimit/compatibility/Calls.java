package dev.ratelimit.compatibility;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls of one application from an address, each on a connection of its own.
 */
final class Calls {

	private final int port;

	private final String address;

	private final List<String> answers;

	private Calls(int port, String address, List<String> answers) {
		this.port = port;
		this.address = address;
		this.answers = answers;
	}

	static Calls of(Application application) {
		return new Calls(application.port(), "127.0.0.1", new ArrayList<>());
	}

	/** Further calls from another address of this machine. */
	Calls from(String address) {
		return new Calls(this.port, address, this.answers);
	}

	/** Adds the status of so many calls. */
	Calls get(int times, String path, String... headers) {
		return send("GET", times, path, headers);
	}

	Calls send(String method, int times, String path, String... headers) {
		for (int i = 0; i < times; i++) {
			this.answers.add(answer(method, path, headers).substring("HTTP/1.1 ".length()).substring(0, 3));
		}
		return this;
	}

	/** Adds what so many calls were answered with. */
	Calls bodies(int times, String path) {
		for (int i = 0; i < times; i++) {
			String answer = answer("GET", path);
			this.answers.add(answer.startsWith("HTTP/1.1 200")
					? answer.substring(answer.indexOf("\r\n\r\n") + 4).strip() : answer.substring(9, 12));
		}
		return this;
	}

	/** Adds the status of one more call, and whether it came before a wait of two seconds was over. */
	Calls waiting(String path) {
		long begin = System.nanoTime();
		get(1, path);
		this.answers.add((System.nanoTime() - begin < 1_500_000_000L) ? "at once" : "after the wait");
		return this;
	}

	private String answer(String method, String path, String... headers) {
		StringBuilder request = new StringBuilder(method).append(' ')
			.append(path)
			.append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
		for (int i = 0; i < headers.length; i += 2) {
			request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
		}
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(InetAddress.getByName(this.address), 0));
			socket.connect(new InetSocketAddress("127.0.0.1", this.port));
			socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return answer.replaceFirst("(?s)\r\n\r\n[0-9a-f]+\r\n(.*)\r\n0\r\n\r\n$", "\r\n\r\n$1");
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return String.join(" ", this.answers);
	}

}

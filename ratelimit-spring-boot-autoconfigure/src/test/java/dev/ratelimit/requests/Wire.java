package dev.ratelimit.requests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes to a server, and what comes back.
 */
public final class Wire {

	private static final int PATIENCE_MILLIS = 20_000;

	private Wire() {
	}

	/** Sends a whole request as ISO 8859-1, which is its bytes. */
	public static Response send(int port, String request) {
		return send("127.0.0.1", port, request);
	}

	/** The status of what comes back first; the connection is closed then. */
	static int status(int port, String request) {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
			return Integer.parseInt(new String(line, StandardCharsets.ISO_8859_1).split(" ")[1]);
		}
		catch (IOException ex) {
			throw new AssertionError(request, ex);
		}
	}

	/** Sends it to one of this machine's addresses. */
	static Response send(String address, int port, String request) {
		try (Socket socket = new Socket(address, port)) {
			socket.setSoTimeout(PATIENCE_MILLIS);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return Response.of(read(socket));
		}
		catch (IOException ex) {
			throw new AssertionError(request, ex);
		}
	}

	private static String read(Socket socket) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			socket.getInputStream().transferTo(bytes);
		}
		catch (SocketException ex) {
			// A server that has answered before it had read everything may reset
		}
		return bytes.toString(StandardCharsets.ISO_8859_1);
	}

	/**
	 * A response.
	 *
	 * @param status the status, 0 if the connection was closed without a response
	 * @param headers the header lines
	 * @param body what follows them
	 */
	public record Response(int status, List<String> headers, String body) {

		static Response of(String text) {
			int end = text.indexOf("\r\n\r\n");
			if (end < 0) {
				return new Response(0, List.of(), text);
			}
			List<String> lines = Arrays.asList(text.substring(0, end).split("\r\n"));
			return new Response(Integer.parseInt(lines.get(0).split(" ")[1]), lines.subList(1, lines.size()),
					text.substring(end + 4));
		}

		public List<String> header(String name) {
			String start = name + ":";
			return this.headers.stream()
				.filter((line) -> line.regionMatches(true, 0, start, 0, start.length()))
				.map((line) -> line.substring(start.length()).trim())
				.toList();
		}

	}

}

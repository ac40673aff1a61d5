package dev.ratelimit.requests;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/** A server elsewhere that hangs up after so many bytes, or when the request is over. */
final class Upstream implements AutoCloseable {

	final Semaphore called = new Semaphore(0);

	private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

	private final int bytes;

	Upstream(int bytes) throws IOException {
		this.bytes = bytes;
		new Thread(this::accept).start();
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				InputStream in = socket.getInputStream();
				in.read();
				this.called.release();
				in.readNBytes(this.bytes);
			}
			catch (IOException ex) {
				// The next one
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}

package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between a test and its server, with faults on demand.
 */
final class TcpProxy implements AutoCloseable {

	enum Fault {

		NONE, BLACK_HOLE, REFUSE

	}

	private final ServerSocket listener;

	private final int target;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();

	private volatile Fault fault = Fault.NONE;

	private volatile long delayMillis;

	TcpProxy(int target) throws IOException {
		this.target = target;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		daemon(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Lets nothing through until the fault is over, or closes every connection at once.
	 */
	void set(Fault fault) {
		this.fault = fault;
		if (fault == Fault.REFUSE) {
			reset();
		}
	}

	/** Holds each answer back for as long. */
	void delay(long millis) {
		this.delayMillis = millis;
	}

	/** Lets what is sent over the present connections vanish for ever. */
	void forget() {
		this.forgotten.addAll(this.sockets);
	}

	/** Closes every connection. */
	void reset() {
		this.sockets.forEach(TcpProxy::close);
		this.sockets.clear();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				if (this.fault == Fault.REFUSE) {
					close(client);
					continue;
				}
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				this.sockets.add(client);
				this.sockets.add(server);
				daemon(() -> copy(client, server, false));
				daemon(() -> copy(server, client, true));
			}
			catch (IOException ex) {
				// the server is away, or the proxy closed
			}
		}
	}

	private void copy(Socket from, Socket to, boolean answers) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[65_536];
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				if (answers && this.delayMillis > 0) {
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(this.delayMillis));
				}
				// TCP loses nothing on a connection that lasts: it would send it again
				while (this.fault == Fault.BLACK_HOLE && !from.isClosed()) {
					LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
				}
				if (!this.forgotten.contains(from)) {
					out.write(buffer, 0, length);
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// it is closed then
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		reset();
	}

}

package dev.ratelimit.requests;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a language model: streams an answer piece by piece as server-sent events,
 * and says in the last one how many tokens there were, if it says so.
 */
final class ModelServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Pieces that it may send. */
	final Semaphore gate = new Semaphore(0);

	/** Calls that it has ended, or that have left it. */
	final Semaphore ended = new Semaphore(0);

	final AtomicLong sent = new AtomicLong();

	/** The pieces of an answer. */
	volatile int pieces;

	/** What it says that there were; null if it says nothing. */
	volatile @Nullable Long usage;

	/** Whether it breaks the connection in place of ending the answer. */
	volatile boolean fails;

	ModelServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** An answer of so many pieces, which may be sent at once. */
	void answers(int pieces, @Nullable Long usage, boolean fails) {
		this.gate.drainPermits();
		this.ended.drainPermits();
		this.sent.set(0);
		this.pieces = pieces;
		this.usage = usage;
		this.fails = fails;
		this.gate.release(pieces);
	}

	private void answer(HttpExchange exchange) throws IOException {
		try {
			exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
			exchange.sendResponseHeaders(200, 0);
			OutputStream out = exchange.getResponseBody();
			for (int piece = 0; piece < this.pieces; piece++) {
				this.gate.acquireUninterruptibly();
				this.sent.incrementAndGet();
				event(out, "{\"choices\": [{\"delta\": {\"content\": \"piece " + piece + "\"}}]}");
			}
			if (this.fails) {
				this.gate.acquireUninterruptibly();
				throw new IOException("as the test wants it");
			}
			if (this.usage != null) {
				event(out, "{\"choices\": [], \"usage\": {\"total_tokens\": " + this.usage + "}}");
			}
			event(out, "[DONE]");
			exchange.close();
		}
		finally {
			this.ended.release();
		}
	}

	private static void event(OutputStream out, String data) throws IOException {
		out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	@Override
	public void close() {
		this.gate.release(1 << 20);
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}

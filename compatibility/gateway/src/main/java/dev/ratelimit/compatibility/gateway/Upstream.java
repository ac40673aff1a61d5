package dev.ratelimit.compatibility.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

import com.sun.net.httpserver.HttpServer;

/**
 * A server behind the gateway that has limits of its own, and refuses /busy.
 */
final class Upstream {

	private Upstream() {
	}

	/** Starts it, and answers its address. */
	static String start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			server.createContext("/", (exchange) -> {
				boolean busy = exchange.getRequestURI().getPath().equals("/busy");
				exchange.getResponseHeaders().put("RateLimit", List.of("\"upstream\";r=5", "\"other\";r=4"));
				exchange.getResponseHeaders().add("RateLimit-Policy", "\"upstream\";q=7;w=1");
				exchange.getResponseHeaders().add("X-RateLimit-Limit", "77");
				if (busy) {
					exchange.getResponseHeaders().add("Retry-After", "33");
				}
				exchange.getRequestBody().readAllBytes();
				exchange.sendResponseHeaders(busy ? 429 : 200, -1);
				exchange.close();
			});
			// Its thread is a daemon then, and ends with processing ahead of time
			Thread starter = new Thread(server::start);
			starter.setDaemon(true);
			starter.start();
			starter.join();
			return "http://127.0.0.1:" + server.getAddress().getPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}

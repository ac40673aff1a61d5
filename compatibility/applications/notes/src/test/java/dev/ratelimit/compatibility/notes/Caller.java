package dev.ratelimit.compatibility.notes;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody with an address of its own, which the proxy in front of the notes would have
 * written down.
 */
abstract class Caller {

	private static final AtomicInteger CALLERS = new AtomicInteger();

	private final int number = CALLERS.incrementAndGet();

	private final HttpClient client;

	private final int port;

	Caller(HttpClient client, int port) {
		this.client = client;
		this.port = port;
	}

	final int number() {
		return this.number;
	}

	final String address() {
		return "203.0.113." + this.number;
	}

	final HttpClient client() {
		return this.client;
	}

	HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("X-Forwarded-For", address())
			.timeout(Duration.ofSeconds(20));
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	final HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, null, headers);
	}

	final HttpResponse<String> send(String method, String path, String body, String... headers) {
		HttpRequest request = request(path, headers)
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.build();
		try {
			return this.client.send(request, BodyHandlers.ofString());
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

package dev.ratelimit.compatibility.shop;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A visitor with cookies and an address of its own, which the proxy in front of the shop
 * would have written down.
 */
final class Browser {

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	private static final AtomicInteger VISITORS = new AtomicInteger();

	private final HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private final String address = "203.0.113." + VISITORS.incrementAndGet();

	private final int port;

	Browser(int port) {
		this.port = port;
	}

	String address() {
		return this.address;
	}

	HttpResponse<String> get(String path, String... headers) {
		return send("GET", path, null, headers);
	}

	/** Sends a form with the token of the sign-in page. */
	HttpResponse<String> post(String path, Map<String, String> fields) {
		Matcher token = TOKEN.matcher(get("/cart").body());
		if (!token.find()) {
			throw new IllegalStateException("No token");
		}
		String form = fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return send("POST", path, form + "&_csrf=" + token.group(1), "Content-Type",
				"application/x-www-form-urlencoded");
	}

	HttpResponse<String> signIn(String name, String password) {
		return post("/login", Map.of("username", name, "password", password));
	}

	HttpResponse<String> send(String method, String path, String form, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("X-Forwarded-For", this.address)
			.method(method, (form != null) ? BodyPublishers.ofString(form) : BodyPublishers.noBody());
		boolean accepts = false;
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
			accepts |= headers[i].equals("Accept");
		}
		if (!accepts) {
			request.header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
		}
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
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

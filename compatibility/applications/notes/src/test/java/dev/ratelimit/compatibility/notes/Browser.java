package dev.ratelimit.compatibility.notes;

import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A visitor of the pages, with cookies.
 */
final class Browser extends Caller {

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

	Browser(int port) {
		super(HttpClient.newBuilder().cookieHandler(new CookieManager()).build(), port);
	}

	/** Sends a form with the token of the sign-in page. */
	HttpResponse<String> post(String path, Map<String, String> fields) {
		Matcher token = TOKEN.matcher(get("/login").body());
		if (!token.find()) {
			throw new IllegalStateException("No token");
		}
		return postWithToken(token.group(1), path, fields);
	}

	HttpResponse<String> postWithToken(String token, String path, Map<String, String> fields) {
		String form = fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return send("POST", path, form + "&_csrf=" + token, "Content-Type", "application/x-www-form-urlencoded");
	}

	HttpResponse<String> signIn(String name, String password) {
		return post("/login", Map.of("username", name, "password", password));
	}

	/** Writes a note and follows to its page. */
	String write(String title, String text) {
		return location(post("/notes", Map.of("title", title, "text", text)));
	}

	static String location(HttpResponse<String> answer) {
		return answer.headers().firstValue("Location").orElse("none, but status " + answer.statusCode());
	}

	@Override
	HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = super.request(path, headers);
		return Arrays.asList(headers).contains("Accept") ? request
				: request.header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
	}

}

package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * Writes a problem detail as JSON with nothing but the servlet API, so that it needs no
 * JSON library and heeds no Accept.
 */
final class ProblemJson {

	private static final List<String> OF_THE_BODY = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH,
			HttpHeaders.CONTENT_ENCODING);

	private final StringBuilder json = new StringBuilder(256);

	private ProblemJson() {
	}

	static void write(ProblemDetail problem, HttpServletResponse response) throws IOException {
		ProblemJson body = new ProblemJson();
		body.member("type", problem.getType());
		body.member("title", problem.getTitle());
		body.json.append(",\"status\":").append(problem.getStatus());
		body.member("detail", problem.getDetail());
		body.member("instance", problem.getInstance());
		Object violated = (problem.getProperties() != null) ? problem.getProperties().get(Refusals.VIOLATED_POLICIES)
				: null;
		if (violated instanceof List<?> names) {
			body.array(Refusals.VIOLATED_POLICIES, names);
		}
		byte[] bytes = body.json.append('}').toString().getBytes(StandardCharsets.UTF_8);
		OutputStream stream = stream(response);
		response.setStatus(problem.getStatus());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(bytes.length);
		stream.write(bytes);
	}

	/** Also where a handler that failed has taken the writer, in whatever charset. */
	private static OutputStream stream(HttpServletResponse response) throws IOException {
		try {
			return response.getOutputStream();
		}
		catch (IllegalStateException ex) {
			Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			response.getHeaderNames().forEach((name) -> headers.put(name, List.copyOf(response.getHeaders(name))));
			OF_THE_BODY.forEach(headers::remove);
			response.reset();
			headers.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
			return response.getOutputStream();
		}
	}

	private void member(String name, @Nullable Object value) {
		if (value != null) {
			name(name);
			string(value.toString());
		}
	}

	private void array(String name, List<?> values) {
		name(name);
		String separator = "[";
		for (Object value : values) {
			this.json.append(separator);
			string(value.toString());
			separator = ",";
		}
		this.json.append(values.isEmpty() ? "[]" : "]");
	}

	private void name(String name) {
		this.json.append(this.json.isEmpty() ? '{' : ',');
		string(name);
		this.json.append(':');
	}

	private void string(String text) {
		this.json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\') {
				this.json.append('\\').append(c);
			}
			else if (c < ' ') {
				this.json.append("\\u%04x".formatted((int) c));
			}
			else {
				this.json.append(c);
			}
		}
		this.json.append('"');
	}

}

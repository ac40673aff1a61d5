package dev.ratelimit.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.http.ProblemDetail;

/**
 * Writes a problem detail as JSON by hand, so that it needs no JSON library and heeds no
 * Accept.
 */
public final class ProblemJson {

	private final StringBuilder json = new StringBuilder(256);

	private ProblemJson() {
	}

	/**
	 * Writes a problem detail.
	 * @param problem the problem
	 * @return a document of type {@code application/problem+json}
	 */
	public static byte[] of(ProblemDetail problem) {
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
		return body.json.append('}').toString().getBytes(StandardCharsets.UTF_8);
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

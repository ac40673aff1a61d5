package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.ratelimit.internal.http.ProblemJson;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * Writes a problem detail with nothing but the servlet API.
 */
final class ProblemResponse {

	private static final List<String> OF_THE_BODY = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH,
			HttpHeaders.CONTENT_ENCODING);

	private ProblemResponse() {
	}

	static void write(ProblemDetail problem, HttpServletResponse response) throws IOException {
		byte[] bytes = ProblemJson.of(problem);
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

}

package dev.ratelimit.internal.cors;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * Takes the headers of an answer, and whether the origin was refused. The body goes
 * nowhere, and the response that the answer is for is left as it is.
 */
final class CorsAnswer extends HttpServletResponseWrapper {

	private final Map<String, List<String>> headers = new LinkedCaseInsensitiveMap<>();

	private boolean refused;

	CorsAnswer(HttpServletResponse response) {
		super(response);
	}

	/** Whether the origin was allowed or refused. */
	boolean isGiven() {
		return this.refused || isAllowed();
	}

	/** Whether the origin may read the response. */
	boolean isAllowed() {
		return containsHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
	}

	void copyTo(HttpServletResponse response) {
		new LinkedHashMap<>(this.headers)
			.forEach((name, values) -> values.forEach((value) -> response.addHeader(name, value)));
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		this.headers.remove(name);
		addHeader(name, value);
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		if (value != null) {
			this.headers.computeIfAbsent(name, (any) -> new ArrayList<>(1)).add(value);
		}
	}

	@Override
	public boolean containsHeader(String name) {
		return this.headers.containsKey(name);
	}

	@Override
	public @Nullable String getHeader(String name) {
		List<String> values = this.headers.get(name);
		return (values != null) ? values.get(0) : null;
	}

	@Override
	public Collection<String> getHeaders(String name) {
		return this.headers.getOrDefault(name, List.of());
	}

	@Override
	public Collection<String> getHeaderNames() {
		return this.headers.keySet();
	}

	@Override
	public void setStatus(int status) {
		this.refused |= status >= SC_BAD_REQUEST;
	}

	@Override
	public void sendError(int status) {
		setStatus(status);
	}

	@Override
	public void sendError(int status, String message) {
		setStatus(status);
	}

	@Override
	public void setContentType(@Nullable String type) {
		// Not this response's
	}

	@Override
	public void flushBuffer() {
		// Nothing is sent
	}

	@Override
	public PrintWriter getWriter() {
		return new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return new ServletOutputStream() {

			@Override
			public boolean isReady() {
				return true;
			}

			@Override
			public void setWriteListener(WriteListener listener) {
				throw new UnsupportedOperationException("Nothing is sent");
			}

			@Override
			public void write(int b) {
				// Not this response's
			}

		};
	}

}

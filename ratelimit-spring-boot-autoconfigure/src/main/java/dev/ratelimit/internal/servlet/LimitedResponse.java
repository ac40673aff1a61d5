package dev.ratelimit.internal.servlet;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.ratelimit.internal.http.RateLimitHeaders;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response with the headers of limits that have applied here. Headers of the same names
 * that a gateway, or a controller that passes an answer on, adds are another server's and
 * left out.
 */
final class LimitedResponse extends HttpServletResponseWrapper {

	LimitedResponse(HttpServletResponse response) {
		super(response);
	}

	/**
	 * Sets a header of limits here, however often the response has been wrapped since.
	 */
	static void write(HttpServletResponse response, String name, String value) {
		HttpServletResponse bare = response;
		ServletResponse each = response;
		while (each instanceof ServletResponseWrapper wrapper) {
			each = wrapper.getResponse();
			if (wrapper instanceof LimitedResponse) {
				bare = (HttpServletResponse) each;
			}
		}
		bare.setHeader(name, value);
	}

	/**
	 * Keeps the headers of limits, which say what has been spent whatever is sent now.
	 */
	@Override
	public void reset() {
		Map<String, String> written = new LinkedHashMap<>();
		for (String name : RateLimitHeaders.NAMES) {
			String value = getHeader(name);
			if (value != null) {
				written.put(name, value);
			}
		}
		super.reset();
		written.forEach(super::setHeader);
	}

	private boolean isWritten(String name) {
		return RateLimitHeaders.isOne(name) && containsHeader(name);
	}

	@Override
	public void setHeader(String name, String value) {
		if (!isWritten(name)) {
			super.setHeader(name, value);
		}
	}

	@Override
	public void addHeader(String name, String value) {
		if (!isWritten(name)) {
			super.addHeader(name, value);
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		if (!isWritten(name)) {
			super.setIntHeader(name, value);
		}
	}

	@Override
	public void addIntHeader(String name, int value) {
		if (!isWritten(name)) {
			super.addIntHeader(name, value);
		}
	}

}

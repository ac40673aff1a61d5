package dev.ratelimit.benchmarks;

import java.lang.reflect.Proxy;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A response that costs its caller little: it takes headers, anything else fails.
 */
final class LightResponse extends HttpServletResponseWrapper {

	private final String[] headers = new String[8];

	private int count;

	LightResponse() {
		super(nothing());
	}

	private static HttpServletResponse nothing() {
		return (HttpServletResponse) Proxy.newProxyInstance(LightResponse.class.getClassLoader(),
				new Class<?>[] { HttpServletResponse.class }, (proxy, method, arguments) -> {
					throw new UnsupportedOperationException(method.getName());
				});
	}

	LightResponse fresh() {
		this.count = 0;
		return this;
	}

	int count() {
		return this.count;
	}

	@Override
	public void setHeader(String name, String value) {
		this.headers[this.count++] = value;
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

}

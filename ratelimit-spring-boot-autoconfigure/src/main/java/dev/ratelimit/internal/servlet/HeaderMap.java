package dev.ratelimit.internal.servlet;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request's headers, as a view that reads only what it is asked for.
 */
final class HeaderMap extends AbstractMap<String, String> {

	private final HttpServletRequest request;

	HeaderMap(HttpServletRequest request) {
		this.request = request;
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		return (name instanceof String header) ? this.request.getHeader(header) : null;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return get(name) != null;
	}

	@Override
	public Set<Entry<String, String>> entrySet() {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String name : Collections.list(this.request.getHeaderNames())) {
			headers.putIfAbsent(name, this.request.getHeader(name));
		}
		return Collections.unmodifiableMap(headers).entrySet();
	}

}

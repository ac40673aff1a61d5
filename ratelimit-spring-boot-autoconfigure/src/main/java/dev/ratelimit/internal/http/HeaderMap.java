package dev.ratelimit.internal.http;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A request's headers, as a view that reads only what it is asked for.
 */
final class HeaderMap extends AbstractMap<String, String> {

	private final WebCall call;

	HeaderMap(WebCall call) {
		this.call = call;
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		return (name instanceof String header) ? this.call.header(header) : null;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return get(name) != null;
	}

	@Override
	public Set<Entry<String, String>> entrySet() {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String name : this.call.headerNames()) {
			@Nullable String value = this.call.header(name);
			if (value != null) {
				headers.putIfAbsent(name, value);
			}
		}
		return Collections.unmodifiableMap(headers).entrySet();
	}

}

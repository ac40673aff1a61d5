package dev.ratelimit.internal.messaging;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * The first values of the headers that a client has written. A view that reads only what
 * it is asked for.
 */
final class MessageHeaderMap extends AbstractMap<String, String> {

	private final MessageHeaders headers;

	MessageHeaderMap(MessageHeaders headers) {
		this.headers = headers;
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		for (Map.Entry<String, String> header : entrySet()) {
			if (header.getKey().equalsIgnoreCase(String.valueOf(name))) {
				return header.getValue();
			}
		}
		return null;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return get(name) != null;
	}

	@Override
	public Set<Entry<String, String>> entrySet() {
		Map<String, String> first = new LinkedHashMap<>();
		if (this.headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS) instanceof Map<?, ?> all) {
			all.forEach((name, values) -> {
				if (values instanceof List<?> list && !list.isEmpty()) {
					first.put(String.valueOf(name), String.valueOf(list.get(0)));
				}
			});
		}
		return first.entrySet();
	}

}

package dev.ratelimit.internal.reactive;

import dev.ratelimit.internal.expression.UnreadableCallException;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.MultiValueMap;

/**
 * A request of which expressions read the query parameters, all or none.
 */
final class ReadableRequest extends ServerHttpRequestDecorator {

	ReadableRequest(ServerHttpRequest request) {
		super(request);
	}

	@Override
	public MultiValueMap<String, String> getQueryParams() {
		try {
			return super.getQueryParams();
		}
		catch (RuntimeException ex) {
			throw new UnreadableCallException("The request's parameters cannot be read", ex);
		}
	}

}

package dev.ratelimit.internal.messaging;

import java.util.Map;

import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.servlet.RequestSender;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Notes the address of the client that opens a session, which its messages do not carry.
 *
 * @param address says who the client is
 */
record AddressHandshakeInterceptor(ClientAddress address) implements HandshakeInterceptor {

	@Override
	public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			Map<String, Object> attributes) {
		if (request instanceof ServletServerHttpRequest servlet) {
			attributes.put(MessageCall.ADDRESS, this.address.of(new RequestSender(servlet.getServletRequest())));
		}
		return true;
	}

	@Override
	public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
			@Nullable Exception failure) {
		// The address is noted before
	}

}

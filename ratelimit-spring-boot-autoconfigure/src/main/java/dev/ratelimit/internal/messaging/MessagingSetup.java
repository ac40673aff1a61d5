package dev.ratelimit.internal.messaging;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.internal.address.ClientAddress;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.AbstractMessageChannel;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.PathMatcher;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;

/**
 * Puts the limits into the channel of the clients' messages once it is there, behind the
 * interceptors of the application and of Spring Security, and has handshakes note the
 * clients' addresses.
 */
public final class MessagingSetup implements SmartInitializingSingleton {

	/** Spring's channel of what clients send. */
	public static final String CHANNEL = "clientInboundChannel";

	private final ListableBeanFactory beans;

	private final MessageRules rules;

	private final MessageScope scope;

	private final RefusedMessages refused;

	private final ClientAddress address;

	/**
	 * A set-up of the application's broker.
	 * @param beans where its parts are found
	 * @param rules the rules
	 * @param scope takes notice of messages that are handled
	 * @param refused answers refused messages
	 * @param address says who the clients are
	 */
	public MessagingSetup(ListableBeanFactory beans, MessageRules rules, MessageScope scope, RefusedMessages refused,
			ClientAddress address) {
		this.beans = beans;
		this.rules = rules;
		this.scope = scope;
		this.refused = refused;
		this.address = address;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.beans.getBean(CHANNEL, AbstractMessageChannel.class)
			.addInterceptor(new RateLimitChannelInterceptor(this.rules, matcher(), this.scope, this.refused));
		this.beans.getBeanProvider(AbstractUrlHandlerMapping.class)
			.stream()
			.flatMap((mapping) -> mapping.getHandlerMap().values().stream())
			.forEach(this::noteAddresses);
	}

	/** Reads destinations as the application's handlers do. */
	private PathMatcher matcher() {
		return this.beans.getBeanProvider(SimpAnnotationMethodMessageHandler.class)
			.stream()
			.map(SimpAnnotationMethodMessageHandler::getPathMatcher)
			.findFirst()
			.orElseGet(AntPathMatcher::new);
	}

	private void noteAddresses(Object handler) {
		if (handler instanceof WebSocketHttpRequestHandler webSocket) {
			webSocket.setHandshakeInterceptors(withAddress(webSocket.getHandshakeInterceptors()));
		}
		else if (handler instanceof SockJsHttpRequestHandler sockJs
				&& sockJs.getSockJsService() instanceof TransportHandlingSockJsService service) {
			service.setHandshakeInterceptors(withAddress(service.getHandshakeInterceptors()));
		}
	}

	private List<HandshakeInterceptor> withAddress(List<HandshakeInterceptor> interceptors) {
		List<HandshakeInterceptor> all = new ArrayList<>(interceptors);
		all.add(new AddressHandshakeInterceptor(this.address));
		return all;
	}

}

package dev.ratelimit.internal.reactive;

import java.lang.reflect.Method;

import dev.ratelimit.internal.http.GatewayRoute;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.util.ReflectionUtils;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells which route of Spring Cloud Gateway will take a request: WebFlux's mappings are
 * asked who handles it, and the gateway's notes its route in an attribute. Safe for use
 * by many threads.
 */
final class GatewayRoutes {

	/** The gateway's name for its route, of which no type is needed here. */
	private static final String ROUTE = "org.springframework.cloud.gateway.support.ServerWebExchangeUtils.gatewayRoute";

	private static final Log logger = LogFactory.getLog(GatewayRoutes.class);

	private final Handlers handlers;

	GatewayRoutes(Handlers handlers) {
		this.handlers = handlers;
	}

	Mono<GatewayRoute> of(ServerWebExchange exchange) {
		AskedExchange asked = new AskedExchange(exchange);
		return this.handlers.of(asked)
			.then(Mono.fromSupplier(() -> new GatewayRoute(taken(asked), !asked.isBodyAsked())))
			.onErrorResume((failure) -> {
				logger.debug("No handler is found, so no route", failure);
				return Mono.just(GatewayRoute.failed(failure, !asked.isBodyAsked()));
			});
	}

	/** The route that a request has been given to. */
	static @Nullable String taken(ServerWebExchange exchange) {
		Object route = exchange.getAttribute(ROUTE);
		Method id = (route != null) ? ReflectionUtils.findMethod(route.getClass(), "getId") : null;
		return (id != null && ReflectionUtils.invokeMethod(id, route) instanceof String text) ? text : null;
	}

}

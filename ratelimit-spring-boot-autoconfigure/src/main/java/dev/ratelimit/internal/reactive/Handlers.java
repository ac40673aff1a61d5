package dev.ratelimit.internal.reactive;

import java.lang.reflect.Method;
import java.util.List;

import dev.ratelimit.internal.http.Destinations;
import dev.ratelimit.internal.http.DrawnRoutes;
import dev.ratelimit.internal.http.GatewayRoute;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * Asks WebFlux's mappings who will handle a request. A request for a static resource is
 * one that they give to a resource handler that has it, not one whose path merely looks
 * so; Spring Cloud Gateway's mapping notes its route in an attribute. Safe for use by
 * many threads.
 */
final class Handlers {

	/** The gateway's name for its route, of which no type is needed here. */
	private static final String ROUTE = "org.springframework.cloud.gateway.support.ServerWebExchangeUtils.gatewayRoute";

	/** The gateway's name for the routes that it has drawn by weight. */
	private static final String DRAWN = "org.springframework.cloud.gateway.support.ServerWebExchangeUtils.routeWeight";

	private static final Log logger = LogFactory.getLog(Handlers.class);

	private final SingletonSupplier<List<HandlerMapping>> mappings;

	private final SingletonSupplier<WebFilter> weights;

	/**
	 * The handlers of an application.
	 * @param context where the mappings are found, when the first request is asked for
	 */
	Handlers(ApplicationContext context) {
		this.mappings = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerMapping.class).orderedStream().toList());
		this.weights = SingletonSupplier.ofNullable(() -> context.getBeanProvider(WebFilter.class)
			.stream()
			.filter(DrawnRoutes::isDrawnBy)
			.findFirst()
			.orElse(null));
	}

	Mono<Object> of(AskedExchange asked) {
		return Flux.fromIterable(this.mappings.obtain()).concatMap((mapping) -> mapping.getHandler(asked)).next();
	}

	/** Whether a request is for a static resource that is there. */
	Mono<Boolean> isStatic(ServerWebExchange exchange) {
		if (!Destinations.STATIC_METHODS.contains(exchange.getRequest().getMethod().name())) {
			return Mono.just(false);
		}
		AskedExchange asked = new AskedExchange(exchange);
		return of(asked).ofType(ResourceWebHandler.class)
			.flatMap((handler) -> handler.handle(asked).thenReturn(true))
			.onErrorResume((failure) -> {
				logger.debug("No handler, so no static resource", failure);
				return Mono.empty();
			})
			.defaultIfEmpty(false);
	}

	/** The gateway's route that a request will take. */
	Mono<GatewayRoute> route(ServerWebExchange exchange) {
		return draw(exchange).then(Mono.defer(() -> asked(new AskedExchange(exchange))))
			.onErrorResume((failure) -> Mono.just(GatewayRoute.failed(failure, true)));
	}

	private Mono<GatewayRoute> asked(AskedExchange asked) {
		return of(asked).then(Mono.fromSupplier(() -> new GatewayRoute(taken(asked), !asked.isBodyAsked())))
			.onErrorResume((failure) -> {
				logger.debug("No handler is found, so no route", failure);
				return Mono.just(GatewayRoute.failed(failure, !asked.isBodyAsked()));
			});
	}

	/** Has the gateway draw routes now; its filter would draw them after the rules. */
	private Mono<Void> draw(ServerWebExchange exchange) {
		WebFilter weights = this.weights.get();
		return (weights != null && exchange.getAttributes().putIfAbsent(DRAWN, new DrawnRoutes()) == null)
				? weights.filter(exchange, (drawn) -> Mono.empty()) : Mono.empty();
	}

	/** The route that a request has been given to. */
	static @Nullable String taken(ServerWebExchange exchange) {
		Object route = exchange.getAttribute(ROUTE);
		Method id = (route != null) ? ReflectionUtils.findMethod(route.getClass(), "getId") : null;
		return (id != null && ReflectionUtils.invokeMethod(id, route) instanceof String text) ? text : null;
	}

}

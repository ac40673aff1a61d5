package dev.ratelimit.internal.reactive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.ratelimit.internal.http.GatewayRoute;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of the route where no handler is found.
 */
class HandlersTests {

	private static final GatewayRoute NO_ROUTE = new GatewayRoute(null, true);

	private static final GatewayRoute NOT_KNOWN = new GatewayRoute(null, false);

	private static GatewayRoute route(Function<ServerWebExchange, Mono<Object>> mapping) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.registerBean(HandlerMapping.class, () -> mapping::apply);
			context.refresh();
			return new Handlers(context).route(MockServerWebExchange.from(MockServerHttpRequest.post("/any").body("a")))
				.block();
		}
	}

	@Test
	void aCallThatNobodyHandlesHasNoRoute() {
		assertThat(route((exchange) -> Mono.empty())).isEqualTo(NO_ROUTE);
	}

	@Test
	void aCallWhoseMethodIsAnsweredWithAnErrorHasNoRoute() {
		assertThat(route((exchange) -> Mono.error(new MethodNotAllowedException(HttpMethod.POST, null))))
			.isEqualTo(NO_ROUTE);
	}

	@Test
	void afterAMappingHasFailedTheRouteIsNotKnown() {
		assertThat(route((exchange) -> Mono.error(new IllegalStateException("a predicate")))).isEqualTo(NOT_KNOWN);
	}

	/** As the gateway takes a predicate that fails for one that does not hold. */
	@Test
	void whereTheBodyWasAskedForTheRouteIsNotKnownEvenIfNobodyHandlesTheCall() {
		assertThat(route((exchange) -> exchange.getRequest()
			.getBody()
			.then(Mono.<Object>just("handler"))
			.onErrorResume((failure) -> Mono.empty()))).isEqualTo(NOT_KNOWN);
	}

	@Test
	void whatTheGatewayDrawsForARuleIsWhatItRoutesBy() {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			WeightCalculatorWebFilter weights = new WeightCalculatorWebFilter();
			context.registerBean(WebFilter.class, () -> weights);
			context.refresh();
			ServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/any"));
			Handlers handlers = new Handlers(context);
			handlers.route(exchange).block();
			handlers.route(exchange).block();
			weights.filter(exchange, (passed) -> Mono.empty()).block();
			assertThat(exchange.<Object>getAttribute(WeightCalculatorWebFilter.ROUTES))
				.isEqualTo(Map.of("group", "route 1"));
		}
	}

	/** Draws another route each time, under the names of the gateway's filter. */
	private static final class WeightCalculatorWebFilter implements WebFilter {

		static final String ROUTES = "org.springframework.cloud.gateway.support.ServerWebExchangeUtils.routeWeight";

		private int drawn;

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
			if (exchange.getAttribute(ROUTES) == null) {
				exchange.getAttributes().put(ROUTES, new ConcurrentHashMap<>());
			}
			Map<String, String> routes = exchange.getRequiredAttribute(ROUTES);
			routes.put("group", "route " + ++this.drawn);
			return chain.filter(exchange);
		}

	}

}

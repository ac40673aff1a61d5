package dev.ratelimit.requests;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Stands in for Spring Cloud Gateway on WebFlux: behind controllers, as its mapping is.
 */
@Import(ReactiveGateway.Work.class)
class ReactiveGateway {

	@Bean
	AbstractHandlerMapping routePredicateHandlerMapping(Work work) {
		AbstractHandlerMapping mapping = new AbstractHandlerMapping() {
			@Override
			protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
				return switch (exchange.getRequest().getPath().value()) {
					case "/routed/a" -> routed(exchange, "a", work);
					case "/routed/b", "/work" -> routed(exchange, "b", work);
					case "/body" -> exchange.getRequest().getBody().collectList().then(routed(exchange, "body", work));
					default -> Mono.empty();
				};
			}
		};
		mapping.setOrder(1);
		return mapping;
	}

	private static Mono<WebHandler> routed(ServerWebExchange exchange, String id, Work work) {
		return Mono.fromSupplier(() -> {
			exchange.getAttributes()
				.put("org.springframework.cloud.gateway.support.ServerWebExchangeUtils.gatewayRoute", new Route(id));
			return (routed) -> routed.getRequest().getPath().value().equals("/work")
					? work.done().then(Mono.defer(routed.getResponse()::setComplete))
					: routed.getResponse().setComplete();
		});
	}

	public record Route(String id) {

		public String getId() {
			return this.id;
		}

	}

	static class Work {

		@RateLimited(value = "two", key = "route + header['X-Case']")
		public Mono<String> done() {
			return Mono.just("done");
		}

	}

}

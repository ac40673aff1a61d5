package dev.ratelimit.internal.reactive;

import java.util.function.BooleanSupplier;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Notes the exchange that is handled, for annotated methods: the application's filters
 * can have put a user or headers into it. WebFlux asks mappings behind all filters, and
 * one that handles nothing costs a request less than a filter. Safe for use by many
 * threads.
 */
public final class HandledExchange implements HandlerMapping, Ordered {

	private static final String ATTRIBUTE = HandledExchange.class.getName();

	private final BooleanSupplier wanted;

	/**
	 * A mapping that handles nothing.
	 * @param wanted whether there are annotated methods; asked for each request
	 */
	public HandledExchange(BooleanSupplier wanted) {
		this.wanted = wanted;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Object> getHandler(ServerWebExchange exchange) {
		if (this.wanted.getAsBoolean()) {
			exchange.getAttributes().put(ATTRIBUTE, exchange);
		}
		return Mono.empty();
	}

	/** The exchange that is handled, once it is; all of a request share attributes. */
	static ServerWebExchange of(ServerWebExchange exchange) {
		return exchange.getAttributeOrDefault(ATTRIBUTE, exchange);
	}

}

package dev.ratelimit.internal.reactive;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;

/**
 * The filters in which Spring Security handles a request.
 */
final class SecurityFilters {

	static final boolean PRESENT = ClassUtils.isPresent(
			"org.springframework.security.web.server.SecurityWebFilterChain", SecurityFilters.class.getClassLoader());

	private final SingletonSupplier<List<SecurityWebFilterChain>> chains;

	SecurityFilters(ApplicationContext context) {
		this.chains = SingletonSupplier
			.of(() -> context.getBeanProvider(SecurityWebFilterChain.class).orderedStream().toList());
	}

	/** Sets the headers of Security, when the response is committed. */
	Mono<Void> writeHeaders(ServerWebExchange exchange) {
		return ask(HttpHeaderWriterWebFilter.class, exchange);
	}

	Mono<Void> answerCors(ServerWebExchange exchange) {
		return ask(CorsWebFilter.class, exchange);
	}

	private Mono<Void> ask(Class<? extends WebFilter> type, ServerWebExchange exchange) {
		return Flux.fromIterable(this.chains.obtain())
			.filterWhen((chain) -> chain.matches(exchange))
			.next()
			.flatMapMany(SecurityWebFilterChain::getWebFilters)
			.filter(type::isInstance)
			.concatMap((filter) -> filter.filter(exchange, (passed) -> Mono.empty()))
			.then();
	}

}

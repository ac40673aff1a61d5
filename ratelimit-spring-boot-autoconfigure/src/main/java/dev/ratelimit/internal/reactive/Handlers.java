package dev.ratelimit.internal.reactive;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.HandlerMapping;

/**
 * Who in the application handles a request, as WebFlux would find out.
 */
final class Handlers {

	private final SingletonSupplier<List<HandlerMapping>> mappings;

	/**
	 * The handlers of an application.
	 * @param context where the mappings are found, when the first request is asked for
	 */
	Handlers(ApplicationContext context) {
		this.mappings = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerMapping.class).orderedStream().toList());
	}

	Mono<Object> of(AskedExchange asked) {
		return Flux.fromIterable(this.mappings.obtain()).concatMap((mapping) -> mapping.getHandler(asked)).next();
	}

}

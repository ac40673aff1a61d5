package dev.ratelimit.internal.reactive;

import dev.ratelimit.internal.http.Refusals;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Keeps a controller's own {@code @ExceptionHandler} methods from making a failure of a
 * refusal: WebFlux asks them ahead of any advice. It has one place where that can be
 * changed, the result of a handler, which all that could write it are shown. So this
 * writes none. Safe for use by many threads.
 */
public final class OwnHandlers implements HandlerResultHandler, Ordered {

	private final ReactiveRefusals refusals;

	/**
	 * A handler that handles no result.
	 * @param refusals answers refused requests
	 */
	public OwnHandlers(ReactiveRefusals refusals) {
		this.refusals = refusals;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supports(HandlerResult result) {
		DispatchExceptionHandler own = result.getExceptionHandler();
		if (own != null) {
			result.setExceptionHandler((exchange, failure) -> Refusals.isOne(failure) ? answer(exchange, failure, own)
					: own.handleError(exchange, failure));
		}
		return false;
	}

	private Mono<HandlerResult> answer(ServerWebExchange exchange, Throwable failure, DispatchExceptionHandler own) {
		if (!exchange.getResponse().isCommitted()) {
			// As WebFlux does, since these are of the answer that there would have been
			exchange.getAttributes().remove(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE);
			exchange.getResponse().getHeaders().clearContentHeaders();
		}
		return this.refusals.answerFailed(exchange, failure, own).then(Mono.empty());
	}

	@Override
	public Mono<Void> handleResult(ServerWebExchange exchange, HandlerResult result) {
		return Mono.error(new IllegalStateException("Supports no result"));
	}

}

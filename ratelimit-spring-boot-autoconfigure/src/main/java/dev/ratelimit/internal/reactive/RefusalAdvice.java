package dev.ratelimit.internal.reactive;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.expression.UnreadableCallException;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Answers for annotated handlers that refuse, ahead of advice that makes a failure of any
 * exception.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class RefusalAdvice {

	private final ReactiveRefusals refusals;

	/**
	 * An advice.
	 * @param refusals answers
	 */
	public RefusalAdvice(ReactiveRefusals refusals) {
		this.refusals = refusals;
	}

	@ExceptionHandler
	Mono<Void> refused(RateLimitExceededException refusal, ServerWebExchange exchange) {
		return this.refusals.answer(exchange, refusal);
	}

	@ExceptionHandler
	Mono<Void> unreadable(UnreadableCallException failure, ServerWebExchange exchange) {
		return this.refusals.unreadable(exchange);
	}

}

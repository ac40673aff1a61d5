package dev.ratelimit.internal.reactive;

import java.util.Set;
import java.util.function.Consumer;

import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.http.ClientGone;
import dev.ratelimit.internal.http.RequestCharges;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * Completes the charges of an exchange at its end: it is over, has failed, or its client
 * has left. Holds no thread, also where a store elsewhere is asked.
 */
final class ReactiveOutcome {

	private static final Set<Integer> WITHOUT_BODY = Set.of(204, 205, 304);

	private ReactiveOutcome() {
	}

	/** Completes the charges when a request has been served and answered. */
	static Mono<Void> completing(Mono<Void> served, RequestCharges charges, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		return served.doOnSuccess((done) -> {
			if (!charges.isLeft()) {
				complete(charges, response, status(response));
			}
		}).doOnError((failure) -> {
			if (!charges.isLeft() && !ClientGone.caused(failure)) {
				complete(charges, response, status(failure));
			}
		})
			// A client that has left ends the exchange, too
			.doFinally((end) -> leave(charges, response));
	}

	/**
	 * Ends the charges of a client that leaves, even if it left while it was charged: the
	 * end of the exchange was noticed then, with nothing to give back yet.
	 */
	static <T> Mono<T> untilLeft(Mono<T> served, RequestCharges charges, ServerWebExchange exchange) {
		return served.doFinally((end) -> {
			if (end == SignalType.CANCEL) {
				leave(charges, exchange.getResponse());
			}
		});
	}

	/**
	 * Completes the charges when an error is thrown that no operator makes a signal of.
	 */
	static Consumer<Throwable> thrown(RequestCharges charges, ServerHttpResponse response) {
		return (error) -> complete(charges, response, status(error));
	}

	private static void leave(RequestCharges charges, ServerHttpResponse response) {
		if (!charges.awaitsOutcome()) {
			return;
		}
		if (!charges.isLeft() && isWithoutBody(response)) {
			complete(charges, response, status(response));
		}
		else {
			charges.leaveAsync((call) -> finished(call, response, ClientGone.STATUS));
		}
	}

	/**
	 * Whether a response is over with its head. Netty cancels such an exchange then,
	 * though nobody has left.
	 */
	static boolean isWithoutBody(ServerHttpResponse response) {
		return response.isCommitted() && WITHOUT_BODY.contains(status(response));
	}

	private static int status(ServerHttpResponse response) {
		@Nullable HttpStatusCode status = response.getStatusCode();
		return (status != null) ? status.value() : HttpStatus.OK.value();
	}

	/**
	 * The status that error handlers behind all filters give a failure. They do not ask
	 * other error responses for theirs, which is for an advice to do.
	 */
	private static int status(Throwable failure) {
		if (failure instanceof ResponseStatusException response) {
			return response.getStatusCode().value();
		}
		@Nullable ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(), ResponseStatus.class);
		return ((status != null) ? status.code() : HttpStatus.INTERNAL_SERVER_ERROR).value();
	}

	/**
	 * Does not wait for a store elsewhere: a server can take long for the next call of a
	 * connection whose last one is answered and not over.
	 */
	private static void complete(RequestCharges charges, ServerHttpResponse response, int status) {
		charges.completeAsync((call) -> finished(call, response, status));
	}

	private static @Nullable CallRoot finished(@Nullable CallRoot call, ServerHttpResponse response, int status) {
		return (call instanceof ReactiveCall known) ? new FinishedReactiveCall(known, response, status) : call;
	}

}

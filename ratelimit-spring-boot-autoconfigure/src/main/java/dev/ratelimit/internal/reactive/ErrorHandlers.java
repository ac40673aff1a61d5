package dev.ratelimit.internal.reactive;

import java.util.List;

import dev.ratelimit.RateLimitExceededException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * The application's {@link WebExceptionHandler}s. Nothing tells which exceptions they are
 * meant for, so a response is not sent if it would make a server's failure of a refusal.
 * Safe for use by many threads.
 */
final class ErrorHandlers {

	/** Spring Boot's handler of error pages; its package differs between versions. */
	private static final String PAGES = "ErrorWebExceptionHandler";

	private static final String SPRING = "org.springframework.";

	private final SingletonSupplier<List<WebExceptionHandler>> handlers;

	ErrorHandlers(ApplicationContext context) {
		this.handlers = SingletonSupplier
			.of(() -> context.getBeanProvider(WebExceptionHandler.class).orderedStream().toList());
	}

	/** Whether one of the application's own has answered. */
	Mono<Boolean> answer(ServerWebExchange exchange, RateLimitExceededException refusal) {
		return Flux.fromIterable(this.handlers.obtain())
			.filter((handler) -> !handler.getClass().getName().startsWith(SPRING) && !extendsPages(handler))
			.concatMap((handler) -> ask(handler, exchange, refusal))
			.any(Boolean::booleanValue);
	}

	/** Whether there was an error page to answer with. */
	Mono<Boolean> page(ServerWebExchange exchange, RateLimitExceededException refusal, @Nullable String detail) {
		return Flux.fromIterable(this.handlers.obtain())
			.filter((handler) -> isPages(handler.getClass()))
			.concatMap((handler) -> ask(handler, exchange,
					new ResponseStatusException(HttpStatus.TOO_MANY_REQUESTS, detail, refusal)))
			.any(Boolean::booleanValue);
	}

	/** Boot's makes a logged error of each exception that says no status. */
	private static boolean extendsPages(WebExceptionHandler handler) {
		@Nullable Class<?> type = handler.getClass();
		while (type != null && !type.getName().startsWith(SPRING)) {
			type = type.getSuperclass();
		}
		return type != null && isPages(type);
	}

	private static boolean isPages(Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.anyMatch((each) -> each.getSimpleName().equals(PAGES));
	}

	private static Mono<Boolean> ask(WebExceptionHandler handler, ServerWebExchange exchange, Throwable failure) {
		ServerHttpResponse response = exchange.getResponse();
		return Mono
			.defer(() -> handler.handle(exchange.mutate().response(new NoFailure(response, failure)).build(), failure))
			.thenReturn(true)
			.onErrorResume((other) -> Mono.just(response.isCommitted()));
	}

	/**
	 * A response that is not sent as a server's failure.
	 */
	private static final class NoFailure extends ServerHttpResponseDecorator {

		private final Throwable refusal;

		NoFailure(ServerHttpResponse response, Throwable refusal) {
			super(response);
			this.refusal = refusal;
		}

		private boolean fails() {
			@Nullable HttpStatusCode status = getStatusCode();
			return status != null && status.is5xxServerError();
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return fails() ? Mono.error(this.refusal) : super.writeWith(body);
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return fails() ? Mono.error(this.refusal) : super.writeAndFlushWith(body);
		}

		@Override
		public Mono<Void> setComplete() {
			return fails() ? Mono.error(this.refusal) : super.setComplete();
		}

	}

}

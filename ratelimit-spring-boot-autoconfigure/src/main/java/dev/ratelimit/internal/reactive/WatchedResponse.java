package dev.ratelimit.internal.reactive;

import java.io.IOException;

import dev.ratelimit.internal.http.ClientGone;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * A response that notes whether its client left before the body was over, or before the
 * request's was. A server can complete such a response as if nothing had happened, and a
 * handler that passes the request's body on fails as if another server had left.
 */
final class WatchedResponse extends ServerHttpResponseDecorator {

	private static final String ATTRIBUTE = WatchedResponse.class.getName();

	private volatile boolean left;

	private WatchedResponse(ServerHttpResponse response) {
		super(response);
	}

	static ServerWebExchange of(ServerWebExchange exchange) {
		WatchedResponse response = new WatchedResponse(exchange.getResponse());
		exchange.getAttributes().put(ATTRIBUTE, response);
		return exchange.mutate().request(response.watched(exchange.getRequest())).response(response).build();
	}

	static boolean hasBeenLeft(ServerWebExchange exchange) {
		@Nullable WatchedResponse response = exchange.getAttribute(ATTRIBUTE);
		return response != null && response.left;
	}

	private ServerHttpRequest watched(ServerHttpRequest request) {
		return new ServerHttpRequestDecorator(request) {
			@Override
			public Flux<DataBuffer> getBody() {
				return super.getBody().doOnError(WatchedResponse::isLeft,
						(failure) -> WatchedResponse.this.left = true);
			}
		};
	}

	private static boolean isLeft(Throwable failure) {
		return failure instanceof IOException || ClientGone.caused(failure);
	}

	private <T> Flux<T> watched(Publisher<T> body) {
		return Flux.from(body).doOnCancel(() -> this.left = true);
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return super.writeWith((body instanceof Mono<? extends DataBuffer> one) ? one : watched(body));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		return super.writeAndFlushWith(watched(body).map(this::watched));
	}

}

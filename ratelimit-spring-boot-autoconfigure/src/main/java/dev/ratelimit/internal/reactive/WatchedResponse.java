package dev.ratelimit.internal.reactive;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * A response that notes whether its client left before the body was over. A server can
 * complete such a response as if nothing had happened.
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
		return exchange.mutate().response(response).build();
	}

	static boolean hasBeenLeft(ServerWebExchange exchange) {
		@Nullable WatchedResponse response = exchange.getAttribute(ATTRIBUTE);
		return response != null && response.left;
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

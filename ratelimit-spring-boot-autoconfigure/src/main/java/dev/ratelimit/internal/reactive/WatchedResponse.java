package dev.ratelimit.internal.reactive;

import dev.ratelimit.internal.http.ClientGone;
import dev.ratelimit.internal.http.RequestCharges;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * A response that notes whether its client left before the body was over, or before the
 * request's was. A server can complete such a response as if nothing had happened, and
 * the failure of its connection looks like that of one to another server.
 */
final class WatchedResponse extends ServerHttpResponseDecorator {

	private final RequestCharges charges;

	private volatile boolean failed;

	private WatchedResponse(ServerHttpResponse response, RequestCharges charges) {
		super(response);
		this.charges = charges;
	}

	static ServerWebExchange of(ServerWebExchange exchange, RequestCharges charges) {
		WatchedResponse response = new WatchedResponse(exchange.getResponse(), charges);
		ServerHttpRequest request = response.watched(exchange.getRequest());
		return response.watched(exchange.mutate().request(request).response(response).build());
	}

	private ServerHttpRequest watched(ServerHttpRequest request) {
		return new ServerHttpRequestDecorator(request) {
			@Override
			public Flux<DataBuffer> getBody() {
				return watchedInput(super.getBody());
			}
		};
	}

	/** Forms are read from the request that the server has made. */
	private ServerWebExchange watched(ServerWebExchange exchange) {
		return new ServerWebExchangeDecorator(exchange) {
			@Override
			public Mono<MultiValueMap<String, String>> getFormData() {
				return watchedInput(super.getFormData());
			}

			@Override
			public Mono<MultiValueMap<String, Part>> getMultipartData() {
				return watchedInput(super.getMultipartData());
			}
		};
	}

	/** Handlers are called with their input, and what they throw comes back to it. */
	private <T> Flux<T> watchedInput(Flux<T> input) {
		return FatalErrors.inSignals(input.doOnError(ClientGone::ended, this::markLeft),
				ReactiveOutcome.thrown(this.charges, this));
	}

	private <T> Mono<T> watchedInput(Mono<T> input) {
		return FatalErrors.inSignals(input.doOnError(ClientGone::ended, this::markLeft),
				ReactiveOutcome.thrown(this.charges, this));
	}

	private void markLeft(Throwable failure) {
		this.charges.markLeft();
	}

	private <T> Flux<T> watched(Publisher<T> body) {
		return Flux.from(body).doOnError((failure) -> this.failed = true).doOnCancel(this::markCancelled);
	}

	private void markCancelled() {
		if (!ReactiveOutcome.isWithoutBody(this)) {
			this.charges.markLeft();
		}
	}

	/** What fails other than the body is the connection. */
	private Mono<Void> watched(Mono<Void> written) {
		return written.doOnError((failure) -> !this.failed && ClientGone.ended(failure), this::markLeft);
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return watched(super.writeWith((body instanceof Mono<? extends DataBuffer> one)
				? one.doOnError((failure) -> this.failed = true) : watched(body)));
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		return watched(super.writeAndFlushWith(watched(body).map(this::watched)));
	}

}

package dev.ratelimit.internal.reactive;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * An exchange with which filters and handlers are asked for their answer: attributes,
 * status and headers are its own, nothing is sent, and the body is left to the handler.
 */
final class AskedExchange extends ServerWebExchangeDecorator {

	private final Map<String, Object> attributes;

	private final Answer answer;

	private final ServerHttpRequest request;

	private volatile boolean bodyAsked;

	AskedExchange(ServerWebExchange exchange) {
		super(exchange);
		this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
		this.answer = new Answer(exchange.getResponse());
		this.request = new ServerHttpRequestDecorator(exchange.getRequest()) {
			@Override
			public Flux<DataBuffer> getBody() {
				return Flux.from(noBody());
			}
		};
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public ServerHttpResponse getResponse() {
		return this.answer;
	}

	@Override
	public ServerHttpRequest getRequest() {
		return this.request;
	}

	@Override
	public boolean checkNotModified(@Nullable String etag, Instant lastModified) {
		return false;
	}

	@Override
	public Mono<MultiValueMap<String, String>> getFormData() {
		return noBody();
	}

	@Override
	public Mono<MultiValueMap<String, Part>> getMultipartData() {
		return noBody();
	}

	private <T> Mono<T> noBody() {
		return Mono.error(() -> {
			this.bodyAsked = true;
			return new IllegalStateException("The body is not read before the limit has decided");
		});
	}

	/** Whether the answer depends on the body. */
	boolean isBodyAsked() {
		return this.bodyAsked;
	}

	/** Whether the origin was allowed or refused. */
	boolean isGiven() {
		return isAllowed() || (this.answer.status != null && this.answer.status.isError());
	}

	/** Whether the origin may read the response. */
	boolean isAllowed() {
		return this.answer.headers.getFirst(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN) != null;
	}

	private static final class Answer extends ServerHttpResponseDecorator {

		private final HttpHeaders headers = new HttpHeaders();

		private @Nullable HttpStatusCode status;

		Answer(ServerHttpResponse response) {
			super(response);
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public boolean setStatusCode(@Nullable HttpStatusCode status) {
			this.status = status;
			return true;
		}

		@Override
		public @Nullable HttpStatusCode getStatusCode() {
			return this.status;
		}

		@Override
		public void beforeCommit(Supplier<? extends Mono<Void>> action) {
			// Never committed
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> setComplete() {
			return Mono.empty();
		}

	}

}

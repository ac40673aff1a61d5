package dev.ratelimit.benchmarks;

import java.net.InetSocketAddress;
import java.net.URI;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request and a response of WebFlux without a network, with headers as Netty has them.
 */
final class LightExchange {

	private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 40_000);

	private static final DefaultDataBufferFactory BUFFERS = new DefaultDataBufferFactory();

	private LightExchange() {
	}

	private static HttpHeaders headers() {
		return new HttpHeaders(new Netty4HeadersAdapter(new DefaultHttpHeaders()));
	}

	/** A request without headers. */
	static final class Request extends AbstractServerHttpRequest {

		Request(String path) {
			super(HttpMethod.GET, URI.create("http://127.0.0.1" + path), null, headers());
		}

		@Override
		protected MultiValueMap<String, HttpCookie> initCookies() {
			return new LinkedMultiValueMap<>();
		}

		@Override
		protected @Nullable SslInfo initSslInfo() {
			return null;
		}

		@Override
		public InetSocketAddress getRemoteAddress() {
			return CLIENT;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.empty();
		}

		@Override
		public <T> T getNativeRequest() {
			throw new UnsupportedOperationException();
		}

	}

	/** A response that counts what is written. */
	static final class Response extends AbstractServerHttpResponse {

		private int written;

		Response() {
			super(BUFFERS, headers());
		}

		int written() {
			return this.written;
		}

		@Override
		protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
			return Flux.from(body).doOnNext((buffer) -> this.written += buffer.readableByteCount()).then();
		}

		@Override
		protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return writeWithInternal(Flux.from(body).concatMap((part) -> part));
		}

		@Override
		protected void applyStatusCode() {
			// Nothing is sent
		}

		@Override
		protected void applyHeaders() {
			// Nothing is sent
		}

		@Override
		protected void applyCookies() {
			// Nothing is sent
		}

		@Override
		public <T> T getNativeResponse() {
			throw new UnsupportedOperationException();
		}

	}

}

package dev.ratelimit.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RateLimitingExchangeFilterFunctionTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private final ManualTimeSource time = new ManualTimeSource();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("per-second", Algorithm.FIXED_WINDOW, "2/1s"),
					Limit.of("per-minute", Algorithm.FIXED_WINDOW, "3/1m"),
					Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1h").withMode(Mode.OBSERVE)),
			Map.of(), null, this.time, 100);

	private final List<String> sent = new ArrayList<>();

	private ClientResponse next = ClientResponse.create(HttpStatus.OK).build();

	@AfterEach
	void close() {
		this.limiters.close();
	}

	private WebClient client(ExchangeFilterFunction filter) {
		return WebClient.builder().filter(filter).exchangeFunction((request) -> {
			this.sent.add(request.url().getHost());
			return Mono.just(this.next);
		}).build();
	}

	private WebClient patient(String... limits) {
		return client(new RateLimitingExchangeFilterFunction(this.limiters.all(limits), this.time));
	}

	private WebClient waiting(Duration most) {
		return client(new RateLimitingExchangeFilterFunction(this.limiters.get("per-second"), (request) -> "all", most,
				this.time));
	}

	private static Mono<HttpStatus> exchange(WebClient client, String host) {
		return client.get()
			.uri("https://" + host + "/")
			.exchangeToMono((response) -> Mono.just(HttpStatus.valueOf(response.statusCode().value())));
	}

	private static CompletableFuture<HttpStatus> call(WebClient client, String host) {
		return exchange(client, host).toFuture();
	}

	private void answer(HttpStatus status, String retryAfter) {
		this.next = ClientResponse.create(status).header("Retry-After", retryAfter).build();
	}

	/** How far the clock must go until a call is through, found by seconds. */
	private static void assertIsThroughAfter(CompletableFuture<?> call, long seconds, ManualTimeSource time)
			throws Exception {
		if (seconds > 0) {
			time.advance(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(call).isNotDone();
			time.advance(Duration.ofNanos(1));
		}
		call.get(20, TimeUnit.SECONDS);
	}

	@Test
	void callsWaitTheirTurnUnderAllLimits() throws Exception {
		WebClient client = patient("per-second", "per-minute");
		assertIsThroughAfter(call(client, "a.example"), 0, this.time);
		assertIsThroughAfter(call(client, "a.example"), 0, this.time);
		assertIsThroughAfter(call(client, "a.example"), 1, this.time);
		assertIsThroughAfter(call(client, "a.example"), 59, this.time);
		assertThat(this.sent).hasSize(4);
	}

	@Test
	void eachHostHasAQuotaOfItsOwn() throws Exception {
		WebClient client = patient("per-second");
		for (String host : List.of("a.example", "b.example", "a.example", "b.example")) {
			assertIsThroughAfter(call(client, host), 0, this.time);
		}
	}

	@Test
	void aCallThatWouldWaitTooLongFailsAtOnceAndIsNotSent() {
		WebClient client = waiting(Duration.ofMillis(999));
		exchange(client, "a.example").block();
		exchange(client, "b.example").block();
		Mono<HttpStatus> third = exchange(client, "c.example");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(third::block);
		assertThat(this.sent).containsExactly("a.example", "b.example");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "TOO_MANY_REQUESTS | 7 | 7", "SERVICE_UNAVAILABLE | 7 | 7",
			"TOO_MANY_REQUESTS | Thu, 1 Jan 2026 00:00:09 GMT | 9", "TOO_MANY_REQUESTS | soon | 0", "OK | 7 | 0" })
	void aServersRetryAfterIsWaitedOutBeforeTheNextCall(HttpStatus status, String retryAfter, long seconds)
			throws Exception {
		WebClient client = patient("per-second");
		answer(status, retryAfter);
		assertThat(call(client, "a.example").get(20, TimeUnit.SECONDS)).isEqualTo(status);
		assertIsThroughAfter(call(client, "b.example"), 0, this.time);
		assertIsThroughAfter(call(client, "a.example"), seconds, this.time);
	}

	@Test
	void aPauseBeyondTheLongestWaitIsARefusal() throws Exception {
		WebClient client = waiting(HOUR);
		answer(HttpStatus.TOO_MANY_REQUESTS, "3601");
		exchange(client, "a.example").block();
		Mono<HttpStatus> second = exchange(client, "a.example");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(second::block)
			.satisfies((ex) -> assertThat(ex.decision().retryAfter()).hasSeconds(3601));
		this.time.advance(Duration.ofSeconds(1));
		assertIsThroughAfter(second.toFuture(), 3600, this.time);
	}

	/**
	 * The first waits for its permit when another is told to pause: it waits that out
	 * too, and what it had waited for is given back.
	 */
	@Test
	void aPauseThatBeginsWhileACallWaitsIsHeeded() throws Exception {
		WebClient client = WebClient.builder()
			.filter(new RateLimitingExchangeFilterFunction(this.limiters.get("per-second"),
					(request) -> request.url().getPath(), HOUR, this.time))
			.exchangeFunction((request) -> Mono.just(this.next))
			.build();
		for (int i = 0; i < 2; i++) {
			exchange(client, "a.example").block();
		}
		CompletableFuture<HttpStatus> waiting = call(client, "a.example");
		answer(HttpStatus.TOO_MANY_REQUESTS, "60");
		client.get().uri("https://a.example/other").exchangeToMono(ClientResponse::releaseBody).block();
		this.time.advance(Duration.ofSeconds(1));
		assertIsThroughAfter(waiting, 59, this.time);
	}

	@Test
	void aCancelledCallSpendsNothing() {
		WebClient client = waiting(HOUR);
		exchange(client, "a.example").block();
		exchange(client, "a.example").block();
		Disposable waiting = exchange(client, "a.example").subscribe();
		waiting.dispose();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.limiters.get("per-second").peek("all").remaining()).isEqualTo(2);
		assertThat(this.sent).hasSize(2);
	}

	@Test
	void eachSubscriptionWaitsForItself() throws Exception {
		WebClient client = patient("per-second");
		Mono<HttpStatus> same = exchange(client, "a.example");
		assertIsThroughAfter(same.toFuture(), 0, this.time);
		assertIsThroughAfter(same.toFuture(), 0, this.time);
		assertIsThroughAfter(same.toFuture(), 1, this.time);
	}

	@Test
	void aLimitThatOnlyObservesMakesNobodyWait() throws Exception {
		WebClient client = patient("trial");
		for (int i = 0; i < 3; i++) {
			assertIsThroughAfter(call(client, "a.example"), 0, this.time);
		}
	}

	@Test
	void aNegativeWaitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> waiting(Duration.ofNanos(-1)))
			.withMessageContaining("Invalid maxWait (PT-0.000000001S)");
	}

	@Test
	void aClientOfAnInterfaceWaitsForARealServer() throws Exception {
		AtomicInteger requests = new AtomicInteger();
		HttpServer server = server(requests);
		try {
			Greetings greetings = HttpServiceProxyFactory.builderFor(WebClientAdapter.create(WebClient.builder()
				.baseUrl("http://localhost:" + server.getAddress().getPort())
				.clientConnector(new JdkClientHttpConnector())
				.filter(new RateLimitingExchangeFilterFunction(this.limiters.get("per-second"), this.time))
				.build())).build().createClient(Greetings.class);
			assertThat(greetings.greet().block(Duration.ofSeconds(20))).isEqualTo("hello 1");
			assertThat(greetings.greet().block(Duration.ofSeconds(20))).isEqualTo("hello 2");
			CompletableFuture<String> third = greetings.greet().toFuture();
			assertThat(requests).hasValue(2);
			this.time.advance(Duration.ofSeconds(1));
			assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo("hello 3");
		}
		finally {
			server.stop(0);
		}
	}

	private static HttpServer server(AtomicInteger requests) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			byte[] body = ("hello " + requests.incrementAndGet()).getBytes();
			exchange.getResponseHeaders().set("Content-Type", "text/plain");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		return server;
	}

	interface Greetings {

		@GetExchange("/greeting")
		Mono<String> greet();

	}

}

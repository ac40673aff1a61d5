package dev.ratelimit.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.ratelimit.RateLimitExceededException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RateLimitingExchangeFilterFunctionTests extends ExchangeFilterScene {

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

package dev.ratelimit.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimitExceededException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pauses that the other side asks of a {@code WebClient} by {@code Retry-After}.
 */
class ExchangeFilterPauseTests extends ExchangeFilterScene {

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

}

package dev.ratelimit.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@code WebClient} that waits its turn, and what the other side answers.
 */
abstract class ExchangeFilterScene {

	static final Duration HOUR = Duration.ofHours(1);

	final ManualTimeSource time = new ManualTimeSource();

	final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("per-second", Algorithm.FIXED_WINDOW, "2/1s"),
					Limit.of("per-minute", Algorithm.FIXED_WINDOW, "3/1m"),
					Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1h").withMode(Mode.OBSERVE)),
			Map.of(), null, this.time, 100);

	final List<String> sent = new ArrayList<>();

	ClientResponse next = ClientResponse.create(HttpStatus.OK).build();

	@AfterEach
	void close() {
		this.limiters.close();
	}

	WebClient client(ExchangeFilterFunction filter) {
		return WebClient.builder().filter(filter).exchangeFunction((request) -> {
			this.sent.add(request.url().getHost());
			return Mono.just(this.next);
		}).build();
	}

	WebClient patient(String... limits) {
		return client(new RateLimitingExchangeFilterFunction(this.limiters.all(limits), this.time));
	}

	WebClient waiting(Duration most) {
		return client(new RateLimitingExchangeFilterFunction(this.limiters.get("per-second"), (request) -> "all", most,
				this.time));
	}

	static Mono<HttpStatus> exchange(WebClient client, String host) {
		return client.get()
			.uri("https://" + host + "/")
			.exchangeToMono((response) -> Mono.just(HttpStatus.valueOf(response.statusCode().value())));
	}

	static CompletableFuture<HttpStatus> call(WebClient client, String host) {
		return exchange(client, host).toFuture();
	}

	void answer(HttpStatus status, String retryAfter) {
		this.next = ClientResponse.create(status).header("Retry-After", retryAfter).build();
	}

	/** How far the clock must go until a call is through, found by seconds. */
	static void assertIsThroughAfter(CompletableFuture<?> call, long seconds, ManualTimeSource time) throws Exception {
		if (seconds > 0) {
			time.advance(Duration.ofSeconds(seconds).minusNanos(1));
			assertThat(call).isNotDone();
			time.advance(Duration.ofNanos(1));
		}
		call.get(20, TimeUnit.SECONDS);
	}

}

package dev.ratelimit.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Two calls at a time through a {@link WebClient}: a third waits until one of them is
 * over.
 */
class CallsInFlightExchangeFilterTests {

	private final ManualTimeSource time = new ManualTimeSource();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.concurrency("in-flight", 2).maxHold(Duration.ofHours(1)).build()), Map.of(), null, this.time,
			100);

	private final Deque<Mono<ClientResponse>> answers = new ArrayDeque<>();

	private final WebClient client = WebClient.builder()
		.filter(new RateLimitingExchangeFilterFunction(this.limiters.get("in-flight"), (request) -> "all",
				Duration.ofMinutes(1), this.time))
		.exchangeFunction((request) -> this.answers.remove())
		.build();

	@AfterEach
	void close() {
		this.limiters.close();
	}

	private long free() {
		return this.limiters.get("in-flight").peek("all").remaining();
	}

	private Mono<String> call(Mono<ClientResponse> answer) {
		this.answers.add(answer);
		return this.client.get().uri("https://a.example/").retrieve().bodyToMono(String.class);
	}

	private static Mono<ClientResponse> answer(Sinks.Many<DataBuffer> body) {
		return Mono.just(
				ClientResponse.create(HttpStatus.OK).header("Content-Type", "text/plain").body(body.asFlux()).build());
	}

	private static Sinks.Many<DataBuffer> body() {
		return Sinks.many().unicast().onBackpressureBuffer();
	}

	@Test
	void thePermitIsHeldUntilTheBodyHasEnded() throws Exception {
		Sinks.Many<DataBuffer> body = body();
		CompletableFuture<String> call = call(answer(body)).toFuture();
		body.tryEmitNext(DefaultDataBufferFactory.sharedInstance.wrap("done".getBytes()));
		assertThat(free()).isOne();
		body.tryEmitComplete();
		assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(free()).isEqualTo(2);
	}

	@Test
	void aThirdCallIsSentWhenOneOfTwoIsOver() throws Exception {
		Sinks.Many<DataBuffer> first = body();
		call(answer(first)).subscribe();
		call(answer(body())).subscribe();
		Sinks.Many<DataBuffer> last = body();
		CompletableFuture<String> third = call(answer(last)).toFuture();
		assertThat(this.answers).hasSize(1);
		first.tryEmitComplete();
		assertThat(this.answers).isEmpty();
		last.tryEmitComplete();
		assertThat(third).isDone();
	}

	@Test
	void aCallThatFailsHoldsNothing() {
		Mono<String> failing = call(Mono.error(new IOException("reset")));
		assertThatThrownBy(failing::block).hasMessageContaining("reset");
		assertThat(free()).isEqualTo(2);
	}

	@Test
	void aCallThatALaterFilterThrowsForHoldsNothing() {
		WebClient failing = this.client.mutate().filter((request, next) -> {
			throw new IllegalStateException("as the test wants it");
		}).build();
		assertThatThrownBy(() -> failing.get().uri("https://a.example/").retrieve().bodyToMono(String.class).block())
			.hasMessageContaining("as the test wants it");
		assertThat(free()).isEqualTo(2);
	}

	@Test
	void aCallThatIsCancelledBeforeItsAnswerHoldsNothing() {
		Disposable call = call(Mono.never()).subscribe();
		assertThat(free()).isOne();
		call.dispose();
		assertThat(free()).isEqualTo(2);
	}

	@Test
	void aBodyThatNobodyReadsToItsEndHoldsNothing() {
		Disposable call = call(answer(body())).subscribe();
		assertThat(free()).isOne();
		call.dispose();
		assertThat(free()).isEqualTo(2);
	}

}

package dev.ratelimit.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A {@code RestClient} against a server that notes when it is called. Both go by a clock
 * that only waiting moves.
 */
class OutgoingCallsTests {

	private final ManualTimeSource time = new ManualTimeSource();

	private final long start = this.time.nanos();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("per-second", Algorithm.SLIDING_WINDOW_LOG, "2/1s"),
					Limit.of("per-minute", Algorithm.SLIDING_WINDOW_LOG, "5/1m"),
					Limit.concurrency("at-once", 1).build()),
			Map.of(), null, this.time, 100);

	private final List<Long> calledAtMillis = new CopyOnWriteArrayList<>();

	private HttpServer server;

	private int status = 200;

	private String retryAfter = "0";

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
		this.limiters.close();
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.calledAtMillis.add(Duration.ofNanos(this.time.nanos() - this.start).toMillis());
			exchange.getResponseHeaders().add("Retry-After", this.retryAfter);
			exchange.sendResponseHeaders(this.status, -1);
		}
	}

	private RateLimitingClientHttpRequestInterceptor interceptor(String... limits) {
		return new RateLimitingClientHttpRequestInterceptor(this.limiters.all(limits), this.time);
	}

	private void call(RestClient client) {
		client.get().uri("http://127.0.0.1:" + this.server.getAddress().getPort()).retrieve().toBodilessEntity();
	}

	@Test
	void theServerIsNeverCalledMoreOftenThanAllLimitsAllow() {
		RestClient client = RestClient.builder().requestInterceptor(interceptor("per-second", "per-minute")).build();
		for (int i = 0; i < 8; i++) {
			call(client);
		}
		assertThat(this.calledAtMillis).containsExactly(0L, 0L, 1000L, 1000L, 2000L, 60_000L, 60_000L, 61_000L);
	}

	@Test
	void aCallIsInFlightUntilItsResponseIsClosed() {
		RestClient client = RestClient.builder().requestInterceptor(interceptor("at-once")).build();
		for (int i = 0; i < 3; i++) {
			client.get().uri("http://127.0.0.1:" + this.server.getAddress().getPort()).exchange((request, response) -> {
				assertThat(this.limiters.get("at-once").peek("127.0.0.1").remaining()).isZero();
				return response.getStatusCode();
			});
			assertThat(this.limiters.get("at-once").peek("127.0.0.1").remaining()).isOne();
		}
	}

	@Test
	void aCallThatGetsNoResponseIsInFlightNoMore() {
		RestClient client = RestClient.builder().requestInterceptor(interceptor("at-once")).build();
		this.server.stop(0);
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> call(client));
		assertThat(this.limiters.get("at-once").peek("127.0.0.1").remaining()).isOne();
	}

	@Test
	void aRestTemplateWaitsToo() {
		RestTemplate template = new RestTemplate();
		template.getInterceptors().add(interceptor("per-second"));
		for (int i = 0; i < 3; i++) {
			template.getForEntity("http://127.0.0.1:" + this.server.getAddress().getPort(), String.class);
		}
		assertThat(this.calledAtMillis).containsExactly(0L, 0L, 1000L);
	}

	@Test
	void aPauseThatTheServerAsksForIsKeptAndItsAnswerReturned() {
		RestClient client = RestClient.builder().requestInterceptor(interceptor("per-second")).build();
		this.status = 429;
		this.retryAfter = "7";
		assertThatExceptionOfType(HttpClientErrorException.TooManyRequests.class).isThrownBy(() -> call(client));
		this.status = 503;
		this.retryAfter = "Thu, 01 Jan 2026 00:00:20 GMT";
		assertThatExceptionOfType(HttpServerErrorException.class).isThrownBy(() -> call(client));
		this.status = 200;
		call(client);
		assertThat(this.calledAtMillis).containsExactly(0L, 7000L, 20_000L);
	}

	@Test
	void aCallThatCannotWaitThatLongIsRefusedWithoutARequest() {
		RestClient client = RestClient.builder()
			.requestInterceptor(new RateLimitingClientHttpRequestInterceptor(this.limiters.get("per-second"),
					(request) -> "all", Duration.ofSeconds(5), this.time))
			.build();
		this.status = 429;
		this.retryAfter = "6";
		assertThatExceptionOfType(HttpClientErrorException.TooManyRequests.class).isThrownBy(() -> call(client));
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> call(client))
			.satisfies((ex) -> assertThat(ex.decision().retryAfter()).hasSeconds(6));
		assertThat(this.calledAtMillis).hasSize(1);
	}

}

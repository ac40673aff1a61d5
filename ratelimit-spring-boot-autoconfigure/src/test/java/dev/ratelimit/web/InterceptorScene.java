package dev.ratelimit.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * A {@code RestClient} that waits its turn, and what the other side answers.
 */
abstract class InterceptorScene {

	static final Duration HOUR = Duration.ofHours(1);

	final ManualTimeSource time = new ManualTimeSource();

	final long start = this.time.nanos();

	final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("per-second", Algorithm.FIXED_WINDOW, "2/1s"),
					Limit.of("per-minute", Algorithm.FIXED_WINDOW, "3/1m")),
			Map.of(), null, this.time, 100);

	ClientHttpResponse next = new MockClientHttpResponse(new byte[0], HttpStatus.OK);

	@AfterEach
	void close() {
		this.limiters.close();
	}

	RestClient client(ClientHttpRequestInterceptor interceptor) {
		ClientHttpRequestFactory server = (uri, method) -> {
			MockClientHttpRequest request = new MockClientHttpRequest(method, uri);
			request.setResponse(this.next);
			return request;
		};
		return RestClient.builder()
			.requestFactory(server)
			.requestInterceptor(interceptor)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	RestClient patient(String... limits) {
		return client(new RateLimitingClientHttpRequestInterceptor(this.limiters.all(limits), this.time));
	}

	RestClient waiting(Duration most) {
		return client(new RateLimitingClientHttpRequestInterceptor(this.limiters.get("per-second"), (request) -> "all",
				most, this.time));
	}

	static void call(RestClient client, String host) {
		client.get().uri("https://" + host + "/").retrieve().toBodilessEntity();
	}

	Duration passed() {
		return Duration.ofNanos(this.time.nanos() - this.start);
	}

	void answer(HttpStatus status, String retryAfter) {
		MockClientHttpResponse response = new MockClientHttpResponse(new byte[0], status);
		response.getHeaders().set("Retry-After", retryAfter);
		this.next = response;
	}

}

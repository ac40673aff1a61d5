package dev.ratelimit.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Pauses that the other side asks of a {@code RestClient} by {@code Retry-After}.
 */
class InterceptorPauseTests extends InterceptorScene {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "TOO_MANY_REQUESTS | 7 | 7", "SERVICE_UNAVAILABLE | 7 | 7",
			"TOO_MANY_REQUESTS | Thu, 1 Jan 2026 00:00:09 GMT | 9",
			"TOO_MANY_REQUESTS | Thu, 1 Jan 1970 00:00:09 GMT | 0", "TOO_MANY_REQUESTS | soon | 0",
			"TOO_MANY_REQUESTS | -7 | 0", "OK | 7 | 0", "TOO_MANY_REQUESTS | Thursday, 01-Jan-26 00:00:09 GMT | 9",
			"TOO_MANY_REQUESTS | Thu Jan 01 00:00:09 2026 | 9", "TOO_MANY_REQUESTS | 1.5 | 0",
			"TOO_MANY_REQUESTS | 99999999999999999 | 86400", "TOO_MANY_REQUESTS | 99999999999999999999 | 0",
			"TOO_MANY_REQUESTS | Thu, 1 Jan 2099 00:00:09 GMT | 86400" })
	void aServersRetryAfterIsWaitedOutBeforeTheNextCall(HttpStatus status, String retryAfter, long seconds) {
		RestClient client = patient("per-second");
		answer(status, retryAfter);
		call(client, "a.example");
		call(client, "b.example");
		assertThat(passed()).as("other hosts").isZero();
		call(client, "a.example");
		assertThat(passed()).hasSeconds(seconds);
	}

	@Test
	void aPauseBeyondTheLongestWaitIsARefusal() {
		RestClient client = waiting(HOUR);
		answer(HttpStatus.TOO_MANY_REQUESTS, "3601");
		call(client, "a.example");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> call(client, "a.example"))
			.satisfies((ex) -> assertThat(ex.decision().retryAfter()).hasSeconds(3601));
		this.time.advance(Duration.ofSeconds(1));
		call(client, "a.example");
		assertThat(passed()).hasSeconds(3601);
	}

	/** Two calls are on their way; the one told to pause for longer is answered first. */
	@Test
	void aShorterPauseDoesNotCutALongerOneShort() throws IOException {
		ClientHttpRequestInterceptor interceptor = new RateLimitingClientHttpRequestInterceptor(
				this.limiters.get("per-second"), this.time);
		MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.GET, URI.create("https://a.example/"));
		interceptor.intercept(request, new byte[0], (first, body) -> {
			interceptor.intercept(request, body, (second, same) -> {
				answer(HttpStatus.TOO_MANY_REQUESTS, "60");
				return this.next;
			});
			answer(HttpStatus.TOO_MANY_REQUESTS, "7");
			return this.next;
		});
		interceptor.intercept(request, new byte[0], (third, body) -> this.next);
		assertThat(passed()).hasSeconds(60);
	}

	@Test
	void aCallInterruptedInAPauseHasSpentNothing() {
		RestClient client = patient("per-second");
		answer(HttpStatus.SERVICE_UNAVAILABLE, "60");
		call(client, "a.example");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> call(client, "a.example"))
			.withCauseInstanceOf(InterruptedIOException.class);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.limiters.get("per-second").peek("a.example").remaining()).isEqualTo(1);
	}

	@Test
	void pausesAndPermitsTogetherMustNotTakeLongerThanTheLongestWait() {
		RestClient client = client(new RateLimitingClientHttpRequestInterceptor(this.limiters.get("per-minute"),
				(request) -> "all", Duration.ofSeconds(25), this.time));
		for (int i = 0; i < 3; i++) {
			answer(HttpStatus.TOO_MANY_REQUESTS, "15");
			call(client, "a.example");
		}
		assertThat(passed()).hasSeconds(30);
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> call(client, "a.example"))
			.satisfies((ex) -> assertThat(ex.decision().limit()).isEqualTo("per-minute"));
		assertThat(passed()).hasSeconds(45);
	}

	/**
	 * While one call waits for its permit, another is told to pause: the first must not
	 * go on as if it had not heard, nor have spent what it had waited for.
	 */
	@Test
	void aPauseThatBeginsWhileACallWaitsIsHeeded() {
		AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();
		TimeSource eventful = new TimeSource() {

			@Override
			public long nanos() {
				return InterceptorPauseTests.this.time.nanos();
			}

			@Override
			public void sleep(long nanos) throws InterruptedException {
				InterceptorPauseTests.this.time.sleep(nanos);
				Runnable event = meanwhile.getAndSet(null);
				if (event != null) {
					event.run();
				}
			}

		};
		LocalRateLimiterRegistry own = new LocalRateLimiterRegistry(List
			.of(Limit.of("one", Algorithm.FIXED_WINDOW, "1/1s"), Limit.of("two", Algorithm.FIXED_WINDOW, "2/1h")),
				Map.of(), null, eventful, 100);
		RestClient client = client(new RateLimitingClientHttpRequestInterceptor(own.all("one", "two"),
				(request) -> request.getURI().getPath(), HOUR, eventful));
		client.get().uri("https://a.example/busy").retrieve().toBodilessEntity();
		meanwhile.set(() -> {
			answer(HttpStatus.TOO_MANY_REQUESTS, "60");
			client.get().uri("https://a.example/other").retrieve().toBodilessEntity();
		});
		client.get().uri("https://a.example/busy").retrieve().toBodilessEntity();
		assertThat(passed()).hasSeconds(61);
		own.close();
	}

}

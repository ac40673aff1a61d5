package dev.ratelimit.web;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RateLimitingClientHttpRequestInterceptorTests extends InterceptorScene {

	@Test
	void callsWaitTheirTurnUnderAllLimits() {
		RestClient client = patient("per-second", "per-minute");
		call(client, "a.example");
		call(client, "a.example");
		assertThat(passed()).isZero();
		call(client, "a.example");
		assertThat(passed()).hasSeconds(1);
		call(client, "a.example");
		assertThat(passed()).hasMinutes(1);
	}

	@Test
	void eachHostHasAQuotaOfItsOwn() {
		RestClient client = patient("per-second");
		for (String host : List.of("a.example", "b.example", "a.example", "b.example")) {
			call(client, host);
		}
		assertThat(passed()).isZero();
	}

	@Test
	void aCallThatWouldWaitTooLongFailsAtOnce() {
		RestClient client = waiting(Duration.ofMillis(999));
		call(client, "a.example");
		call(client, "b.example");
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> call(client, "c.example"));
		assertThat(passed()).isZero();
	}

	@Test
	void anInterruptedCallKeepsTheFlagAndFails() {
		RestClient client = waiting(HOUR);
		call(client, "a.example");
		call(client, "a.example");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(() -> call(client, "a.example"))
			.withCauseInstanceOf(InterruptedIOException.class);
		assertThat(Thread.interrupted()).isTrue();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.limiters.get("per-second").peek("all").remaining()).isEqualTo(2);
	}

	@Test
	void aLimitThatOnlyObservesMakesNobodyWait() {
		LocalRateLimiterRegistry observing = new LocalRateLimiterRegistry(
				List.of(Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1h").withMode(Mode.OBSERVE)), Map.of(), null,
				this.time, 100);
		RestClient client = client(new RateLimitingClientHttpRequestInterceptor(observing.get("trial"), this.time));
		for (int i = 0; i < 3; i++) {
			call(client, "a.example");
		}
		observing.close();
		assertThat(passed()).isZero();
	}

}

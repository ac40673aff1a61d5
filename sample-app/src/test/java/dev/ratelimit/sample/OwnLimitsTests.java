package dev.ratelimit.sample;

import java.time.Duration;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How to test one's own limits: with a clock that stands still until the test moves it.
 */
@SpringBootTest
@AutoConfigureMockMvc
@RecordApplicationEvents
class OwnLimitsTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private ManualTimeSource time;

	@BeforeEach
	void forgetWhatOtherTestsSpent() {
		this.time.advance(Duration.ofHours(1));
	}

	@Test
	void aRuleRefusesAndAdmitsAgainInTime() {
		for (int i = 0; i < 10; i++) {
			assertThat(weather()).hasStatusOk();
		}
		assertThat(weather()).hasStatus(429).hasHeader(HttpHeaders.RETRY_AFTER, "1");
		this.time.advance(Duration.ofMillis(199));
		assertThat(weather()).hasStatus(429);
		this.time.advance(Duration.ofMillis(1));
		assertThat(weather()).hasStatusOk();
		assertThat(weather()).hasStatus(429);
	}

	@Test
	void anAnnotatedMethodRefusesAndAdmitsAgainInTime() {
		assertThat(quotes()).hasStatusOk();
		assertThat(quotes()).hasStatusOk();
		assertThat(quotes()).hasStatus(429);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(quotes()).hasStatusOk();
	}

	@Test
	void aCallThatMayWaitMovesTheClockInsteadOfSleeping() {
		long before = this.time.nanos();
		for (int i = 0; i < 4; i++) {
			assertThat(this.mvc.get().uri("/export")).hasStatusOk();
		}
		assertThat(Duration.ofNanos(this.time.nanos() - before)).hasSeconds(3);
	}

	@Test
	void aRefusalIsAnEvent(ApplicationEvents events) {
		for (int i = 0; i < 3; i++) {
			quotes();
		}
		assertThat(events.stream(RateLimitExceededEvent.class)).singleElement()
			.satisfies((event) -> assertThat(event.limit()).isEqualTo("per-second"));
	}

	private MvcTestResult weather() {
		return this.mvc.get().uri("/api/weather").header("X-Api-Key", "some-key").exchange();
	}

	private MvcTestResult quotes() {
		return this.mvc.get().uri("/quotes").exchange();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Clock {

		@Bean
		ManualTimeSource timeSource() {
			return new ManualTimeSource();
		}

	}

}

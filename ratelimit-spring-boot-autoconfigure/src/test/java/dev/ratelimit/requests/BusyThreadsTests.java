package dev.ratelimit.requests;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever keeps all threads busy on which an application may block keeps nobody's permit,
 * nor what a call is to be given back.
 */
@Timeout(60)
class BusyThreadsTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    flight: { algorithm: concurrency, concurrent: 2, max-hold: 10h }
			    three: { rate: 3/1h }
			  web:
			    rules:
			      - { limits: flight, paths: /**, key: "header['Key']" }
			      - { limits: three, paths: /**, key: "header['Key']", refund-when: status == 200 }
			""";

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "REACTIVE_TOMCAT" })
	void aCallThatIsOverGetsBackWhatItIsToHave(Server server) throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		try (Running application = Running.start(server, LIMITS, SlowEndpoints.class)) {
			assertThat(application.status("GET", "/page", "Key: before")).isEqualTo(200);
			IntStream.range(0, 2 * Schedulers.DEFAULT_BOUNDED_ELASTIC_SIZE)
				.forEach((i) -> Schedulers.boundedElastic().schedule(() -> await(over)));
			RateLimiter flight = application.bean(RateLimiterRegistry.class).get("flight");
			assertThat(application.statuses(4, "GET", "/page", "Key: busy")).containsOnly(200);
			Decision both = flight.acquireAsync("busy", 2, Duration.ofSeconds(5))
				.toCompletableFuture()
				.get(20, TimeUnit.SECONDS);
			assertThat(both.permits()).isEqualTo(2);
			RateLimiter three = application.bean(RateLimiterRegistry.class).get("three");
			while (three.peek("busy").remaining() < 3) {
				Thread.onSpinWait();
			}
		}
		finally {
			over.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}

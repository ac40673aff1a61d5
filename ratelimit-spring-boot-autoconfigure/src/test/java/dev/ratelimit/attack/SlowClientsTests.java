package dev.ratelimit.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.TimeSource;
import dev.ratelimit.requests.SpringSecurity;
import dev.ratelimit.requests.Wire;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that wait for permits hold threads, of which Tomcat here has eight. Three may
 * wait; nobody wakes until the test says so.
 */
@ExtendWith(QuietLog.class)
class SlowClientsTests {

	private static final int THREADS = 8;

	private static final int WAITING = 3;

	private static final int CLIENTS = 40;

	@ParameterizedTest
	@ValueSource(strings = { "leaky-bucket", "token-bucket", "fixed-window", "sliding-window-log" })
	void waitingClientsOccupyNoMoreThreadsThanMaxWaiting(String algorithm) throws Exception {
		ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
		try (ConfigurableApplicationContext context = start(algorithm)) {
			Bedroom bedroom = context.getBean(Bedroom.class);
			ExecutorCompletionService<Integer> answers = new ExecutorCompletionService<>(clients);
			assertThat(status(context, "/slow")).isEqualTo(200);
			for (int i = 0; i < CLIENTS; i++) {
				answers.submit(() -> status(context, "/slow"));
			}
			for (int i = 0; i < CLIENTS - WAITING; i++) {
				assertThat(next(answers)).isEqualTo(429);
			}
			assertThat(bedroom.asleep.tryAcquire(WAITING, 30, TimeUnit.SECONDS)).isTrue();
			assertThat(bedroom.asleep.availablePermits()).isZero();
			List<CompletableFuture<Integer>> others = new ArrayList<>();
			for (int i = 0; i < THREADS - WAITING; i++) {
				others.add(CompletableFuture.supplyAsync(() -> status(context, "/open"), clients));
			}
			for (CompletableFuture<Integer> other : others) {
				assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(200);
			}
			bedroom.morning.countDown();
			for (int i = 0; i < WAITING; i++) {
				assertThat(next(answers)).isIn(200, 429);
			}
		}
		finally {
			clients.shutdownNow();
		}
	}

	private static ConfigurableApplicationContext start(String algorithm) {
		return new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.tomcat.threads.max=" + THREADS, "server.tomcat.max-connections=100",
					"spring.main.banner-mode=off", "logging.level.root=error",
					"ratelimit.limits.slow.algorithm=" + algorithm, "ratelimit.limits.slow.rate=1/1h",
					"ratelimit.limits.slow.max-wait=1d", "ratelimit.limits.slow.max-waiting=" + WAITING,
					"ratelimit.web.rules[0].limits=slow", "ratelimit.web.rules[0].paths=/slow",
					"spring.autoconfigure.exclude=" + SpringSecurity.AUTO_CONFIGURATIONS)
			.run();
	}

	private static int next(ExecutorCompletionService<Integer> answers) throws Exception {
		Future<Integer> answer = answers.poll(30, TimeUnit.SECONDS);
		assertThat(answer).as("a client that is refused at once").isNotNull();
		return answer.get();
	}

	private static int status(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return Wire.send(Integer.parseInt(port), "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
			.status();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Endpoints.class)
	static class Application {

		@Bean
		Bedroom timeSource() {
			return new Bedroom();
		}

	}

	/** A clock that stands still, by which one sleeps until the morning. */
	static class Bedroom implements TimeSource {

		private final Semaphore asleep = new Semaphore(0);

		private final CountDownLatch morning = new CountDownLatch(1);

		private final AtomicLong now = new AtomicLong(TimeUnit.DAYS.toNanos(20_000));

		@Override
		public long nanos() {
			return this.now.get();
		}

		@Override
		public void sleep(long nanos) throws InterruptedException {
			this.asleep.release();
			this.morning.await();
			this.now.addAndGet(nanos);
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping("/slow")
		String slow() {
			return "slow";
		}

		@GetMapping("/open")
		String open() {
			return "open";
		}

	}

}

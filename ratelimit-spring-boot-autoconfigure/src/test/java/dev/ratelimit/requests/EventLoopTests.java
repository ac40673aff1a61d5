package dev.ratelimit.requests;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server with one thread for all requests goes on serving while others wait for their
 * turn or for a Redis that hangs.
 */
@Timeout(60)
class EventLoopTests {

	private static final RedisServer redis = RedisServer.start();

	private static final Running remote = Running.start(Server.NETTY, """
			spring.data.redis.port: %d
			ratelimit:
			  store: redis
			  redis.timeout: 30s
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d }
			    queue: { algorithm: leaky-bucket, rate: 1/1h, max-wait: 10h }
			  web:
			    rules:
			      - { limits: two, paths: /limited }
			      - { limits: two, paths: /refunded, refund-when: "status == 200" }
			      - { limits: two, paths: /waiting, key: "'waiting'" }
			      - { limits: queue, paths: /waiting }
			""".formatted(redis.port()), OneThread.class, Pages.class, AnnotatedPages.class);

	private static final Running local = Running.start(Server.NETTY, """
			ratelimit:
			  limits:
			    queue: { algorithm: leaky-bucket, rate: 1/1h, max-wait: 10h, max-waiting: 1 }
			    calls: { algorithm: fixed-window, rate: 100/1d }
			  web:
			    rules:
			      - { limits: calls, paths: /limited, key: "'all'" }
			      - { limits: queue, paths: /limited }
			""", OneThread.class, Pages.class, StandingTime.class);

	@AfterEach
	void goOn() {
		redis.resume();
	}

	@AfterAll
	static void stop() {
		remote.close();
		local.close();
		redis.close();
	}

	@Test
	void whileADecisionIsAwaited() {
		redis.stop();
		CompletableFuture<Integer> limited = asked(remote, "/limited");
		assertThat(remote.statuses(3, "GET", "/free")).containsOnly(200);
		assertThat(limited).isNotDone();
		redis.resume();
		assertThat(limited.join()).isEqualTo(200);
	}

	@Test
	void whileAFinishedCallIsGivenBack() {
		CompletableFuture<Integer> refunded = asked(remote, "/refunded");
		Pages.entered.acquireUninterruptibly();
		redis.stop();
		Pages.go.release();
		assertThat(remote.statuses(3, "GET", "/free")).containsOnly(200);
		redis.resume();
		assertThat(refunded.join()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "refunded, 2", "settled, 0", "stage, 2" })
	void whileAnAnnotatedCallThatEndsOnTheLoopIsGivenBackOrSettled(String handler, long left) {
		CompletableFuture<Integer> call = asked(remote, "/annotated/" + handler);
		Pages.entered.acquireUninterruptibly();
		redis.stop();
		Pages.go.release();
		AnnotatedPages.ending.acquireUninterruptibly();
		assertThat(remote.statuses(3, "GET", "/free")).containsOnly(200);
		redis.resume();
		assertThat(call.join()).isEqualTo(200);
		awaitLeft(remote, "two", handler, left);
	}

	@Test
	void whileAnAnnotatedStageIsDecided() {
		redis.stop();
		CompletableFuture<Integer> call = asked(remote, "/annotated/decided");
		AnnotatedPages.asking.acquireUninterruptibly();
		assertThat(remote.statuses(3, "GET", "/free")).containsOnly(200);
		assertThat(call).isNotDone();
		redis.resume();
		assertThat(call.join()).isEqualTo(200);
		assertThat(remote.statuses(2, "GET", "/annotated/decided")).containsExactly(200, 429);
	}

	@Test
	void whileACallThatWaitedIsGivenBackAsItsClientHasLeft() throws IOException {
		assertThat(remote.status("GET", "/waiting")).isEqualTo(200);
		Socket second = open(remote, "/waiting");
		awaitLeft(remote, "two", "waiting", 0);
		redis.stop();
		second.close();
		assertThat(remote.statuses(3, "GET", "/free")).containsOnly(200);
		redis.resume();
		awaitLeft(remote, "two", "waiting", 1);
	}

	private static void awaitLeft(Running application, String limit, String key, long permits) {
		RateLimiterRegistry limiters = application.bean(RateLimiterRegistry.class);
		while (limiters.get(limit).peek(key).remaining() != permits) {
			Thread.onSpinWait();
		}
	}

	@Test
	void whileACallWaitsForItsTurn() {
		assertThat(local.status("GET", "/limited")).isEqualTo(200);
		CompletableFuture<Integer> second = asked(local, "/limited");
		awaitLeft(local, "calls", "all", 98);
		assertThat(local.statuses(3, "GET", "/free")).containsOnly(200);
		assertThat(second).isNotDone();
		assertThat(local.status("GET", "/limited")).as("there is one place to wait").isEqualTo(429);
		local.bean(ManualTimeSource.class).advance(Duration.ofHours(1));
		assertThat(second.join()).isEqualTo(200);
	}

	private static CompletableFuture<Integer> asked(Running application, String path) {
		return CompletableFuture.supplyAsync(() -> application.status("GET", path), (task) -> new Thread(task).start());
	}

	private static Socket open(Running application, String path) throws IOException {
		Socket socket = new Socket("127.0.0.1", application.port());
		socket.getOutputStream()
			.write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(StandardCharsets.ISO_8859_1));
		return socket;
	}

	static class OneThread {

		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			factory.setLoopResourcesSupplier(() -> LoopResources.create("one", 1, true));
			return factory;
		}

	}

	static class StandingTime {

		@Bean
		ManualTimeSource timeSource() {
			return new ManualTimeSource();
		}

	}

	@RestController
	static class Pages {

		static final Semaphore entered = new Semaphore(0);

		static final Semaphore go = new Semaphore(0);

		@GetMapping({ "/limited", "/free", "/waiting" })
		Mono<String> page() {
			return Mono.just("page");
		}

		@GetMapping("/refunded")
		Mono<String> refunded() {
			return Mono.fromCallable(() -> {
				entered.release();
				go.tryAcquire(30, TimeUnit.SECONDS);
				return "refunded";
			}).subscribeOn(Schedulers.boundedElastic());
		}

	}

}

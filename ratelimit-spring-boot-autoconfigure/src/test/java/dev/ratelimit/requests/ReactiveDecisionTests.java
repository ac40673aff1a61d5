package dev.ratelimit.requests;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes wrong in WebFlux while a call is decided, and while it is refused.
 */
@Timeout(60)
class ReactiveDecisionTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    flight: { algorithm: concurrency, concurrent: 2, max-hold: 10h }
			    failed: { algorithm: fixed-window, rate: 10/365d }
			    two: { algorithm: fixed-window, rate: 2/365d }
			  web:
			    rules:
			      - { limits: flight, paths: /slow, condition: "@gate.pass()", key: "'flight'" }
			      - { limits: two, paths: /slow, condition: "@gate.isNext()" }
			      - { limits: failed, paths: /wordless, refund-when: "status >= 500", key: "'failed'" }
			""";

	private static final Running application = Running.start(Server.NETTY, LIMITS, Gate.class, Endpoints.class,
			Logbook.class, Advice.class);

	@AfterAll
	static void stop() {
		application.close();
	}

	private static RateLimiter limiter(String name) {
		return application.bean(RateLimiterRegistry.class).get(name);
	}

	@Test
	void aClientThatLeavesWhileItsCallIsDecidedHasItsPermitBack() throws Exception {
		Gate gate = application.bean(Gate.class);
		try (Socket socket = new Socket("127.0.0.1", application.port())) {
			socket.getOutputStream()
				.write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
			gate.begun.acquire();
		}
		gate.left.acquire();
		gate.open.release();
		gate.charged.acquire();
		assertThat(limiter("flight").acquireAsync("flight", 2, Duration.ofHours(1))
			.toCompletableFuture()
			.get(10, TimeUnit.SECONDS)
			.permits()).isEqualTo(2);
	}

	@Test
	void aRefusalThatCannotBePutIntoWordsIsAFailureOfTheServer() {
		assertThat(application.statuses(3, "GET", "/wordless")).containsExactly(200, 200, 500);
		assertThat(limiter("failed").peek("failed").remaining()).as("the third is given back").isEqualTo(8);
	}

	@Test
	void aMethodThatAnErrorHandlerCallsKnowsTheRequest() {
		assertThat(application.statuses(3, "GET", "/failing", "User: anna")).containsExactly(409, 409, 500);
		assertThat(application.statuses(2, "GET", "/failing", "User: bert")).containsExactly(409, 409);
	}

	@Test
	void aMethodKnowsTheRequestInASecondPassOfTheFilters() {
		assertThat(application.statuses(2, "GET", "/again", "User: carol")).containsExactly(200, 200);
		assertThat(application.statuses(2, "GET", "/again", "User: dave")).containsExactly(200, 200);
	}

	/** Keeps a call where it is decided, until its client has left. */
	@Component("gate")
	public static class Gate {

		final Semaphore begun = new Semaphore(0);

		final Semaphore left = new Semaphore(0);

		final Semaphore open = new Semaphore(0);

		final Semaphore charged = new Semaphore(0);

		public boolean pass() {
			this.begun.release();
			this.open.acquireUninterruptibly();
			return true;
		}

		public boolean isNext() {
			this.charged.release();
			return false;
		}

	}

	@RestController
	static class Endpoints {

		private final Logbook logbook;

		Endpoints(Logbook logbook) {
			this.logbook = logbook;
		}

		@GetMapping("/slow")
		Mono<String> slow() {
			return Mono.never();
		}

		@GetMapping("/wordless")
		@RateLimited(value = "two", key = "'wordless'")
		public Mono<String> wordless() {
			return Mono.just("word");
		}

		@GetMapping("/noted")
		Mono<String> noted() {
			return this.logbook.write("noted");
		}

		@GetMapping("/failing")
		Mono<String> failing() {
			return Mono.error(() -> new IllegalArgumentException("as the test wants it"));
		}

		/** Where calls do not hold the thread that notices that a client has left. */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter elsewhere(Gate gate) {
			return (exchange,
					chain) -> exchange.getRequest().getPath().value().equals("/slow") ? chain.filter(exchange)
						.subscribeOn(Schedulers.boundedElastic())
						.doFinally((end) -> gate.left.release()) : chain.filter(exchange);
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter again() {
			return (exchange, chain) -> chain.filter(exchange)
				.onErrorResume((failure) -> exchange.getRequest().getPath().value().equals("/again")
						? chain.filter(exchange.mutate().request((request) -> request.path("/noted")).build())
						: Mono.error(failure));
		}

		@Bean
		StaticMessageSource messageSource() {
			return new StaticMessageSource() {

				@Override
				protected String getDefaultMessage(String code) {
					throw new IllegalStateException("as the test wants it");
				}

			};
		}

	}

	@Service
	static class Logbook {

		@RateLimited(value = "two", key = "header['User']")
		public Mono<String> write(String line) {
			return Mono.just(line);
		}

	}

	@RestControllerAdvice
	static class Advice {

		private final Logbook logbook;

		Advice(Logbook logbook) {
			this.logbook = logbook;
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.CONFLICT)
		Mono<String> answer(IllegalArgumentException failure) {
			return this.logbook.write("failed");
		}

	}

}

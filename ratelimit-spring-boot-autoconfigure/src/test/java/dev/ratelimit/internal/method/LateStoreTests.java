package dev.ratelimit.internal.method;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.limiter.KnownLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls whose results come on a thread that must not wait, such as an event loop, while
 * the store is late.
 */
class LateStoreTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(LateLimiters.class)
		.withBean(Service.class);

	@Test
	void aMonosValueComesWhenItsPermitIsGivenBack() {
		with((limiters, service) -> {
			CompletableFuture<String> value = service.refunded(Mono.just("x")).toFuture();
			assertThat(value).isNotDone();
			limiters.answer.complete(null);
			assertThat(value).isCompletedWithValue("x");
			assertThat(limiters.remaining("two")).isEqualTo(2);
		});
	}

	@Test
	void aFailureComesWhenItsPermitIsGivenBack() {
		with((limiters, service) -> {
			CompletableFuture<String> failed = service.refunded(Mono.error(new IllegalStateException("as it is")))
				.toFuture();
			CompletableFuture<String> thrown = service.refunded(null).toFuture();
			assertThat(failed).isNotDone();
			assertThat(thrown).isNotDone();
			limiters.answer.complete(null);
			assertThat(failed.handle((value, failure) -> failure.getMessage())).isCompletedWithValue("as it is");
			assertThat(thrown).isCompletedExceptionally();
			assertThat(limiters.remaining("two")).isEqualTo(2);
		});
	}

	@Test
	void aStreamEndsWhenItsCostIsSettled() {
		with((limiters, service) -> {
			CompletableFuture<Integer> first = new CompletableFuture<>();
			CompletableFuture<Integer> sum = service.settled(Flux.just(3, 7))
				.doOnNext(first::complete)
				.reduce(0, Integer::sum)
				.toFuture();
			assertThat(first).isCompletedWithValue(3);
			assertThat(sum).isNotDone();
			limiters.answer.complete(null);
			assertThat(sum).isCompletedWithValue(10);
			assertThat(limiters.remaining("plan")).isEqualTo(3);
		});
	}

	@Test
	void aSubscriberThatLeavesMeanwhileDoesNotKeepItsPermit() {
		with((limiters, service) -> {
			service.refunded(Mono.just("x")).subscribe().dispose();
			limiters.answer.complete(null);
			assertThat(limiters.remaining("two")).isEqualTo(2);
		});
	}

	@Test
	void aStageCompletesWithoutWaiting() {
		with((limiters, service) -> {
			CompletableFuture<Integer> stage = new CompletableFuture<>();
			service.stage(stage);
			stage.complete(0);
			assertThat(limiters.remaining("plan")).isEqualTo(9);
			limiters.answer.complete(null);
			assertThat(limiters.remaining("plan")).isEqualTo(10);
		});
	}

	@Test
	void aRefusalComesWhenWhatTheOthersHaveSpentIsGivenBack() {
		with((limiters, service) -> {
			service.twice().block();
			CompletableFuture<String> refused = service.twice().toFuture();
			assertThat(limiters.remaining("two")).isZero();
			assertThat(refused).isNotDone();
			limiters.answer.complete(null);
			assertThat(limiters.remaining("two")).isOne();
			assertThat(refused.handle((value, failure) -> failure))
				.isCompletedWithValueMatching((failure) -> failure instanceof RateLimitExceededException);
		});
	}

	private void with(Case test) {
		this.runner.run((context) -> test.run(context.getBean(LateLimiters.class), context.getBean(Service.class)));
	}

	@FunctionalInterface
	private interface Case {

		void run(LateLimiters limiters, Service service);

	}

	/** They decide at once, and give back and settle when the test wants it. */
	@Component
	@Primary
	static class LateLimiters implements KnownLimits {

		private final CompletableFuture<Void> answer = new CompletableFuture<>();

		private final LocalRateLimiterRegistry limiters;

		LateLimiters(LocalRateLimiterRegistry limiters) {
			this.limiters = limiters;
		}

		long remaining(String limit) {
			return this.limiters.get(limit).peek("*").remaining();
		}

		@Override
		public TermsInForce inForce() {
			return this.limiters.inForce();
		}

		@Override
		public StoreLimiter get(String name) {
			return late(this.limiters.get(name));
		}

		@Override
		public StoreLimiter all(String... names) {
			return late(this.limiters.all(names));
		}

		private StoreLimiter late(StoreLimiter limiter) {
			return (StoreLimiter) Proxy.newProxyInstance(StoreLimiter.class.getClassLoader(),
					new Class<?>[] { StoreLimiter.class }, (proxy, method, arguments) -> switch (method.getName()) {
						case "refund", "settle", "giveBack" -> throw new AssertionError("holds the thread");
						case "settleAsync", "giveBackAsync" ->
							this.answer.thenCompose((now) -> answered(() -> method.invoke(limiter, arguments)));
						default -> method.invoke(limiter, arguments);
					});
		}

		private static CompletionStage<?> answered(Answer answer) {
			try {
				return (CompletionStage<?>) answer.get();
			}
			catch (ReflectiveOperationException ex) {
				throw new AssertionError(ex);
			}
		}

		@FunctionalInterface
		private interface Answer {

			Object get() throws ReflectiveOperationException;

		}

	}

	static class Service {

		@RateLimited(value = "two", refundWhen = "#failure != null or #result == 'x'")
		public Mono<String> refunded(Mono<String> result) {
			return result.checkpoint();
		}

		@RateLimited(value = "plan", settle = "#result")
		public Flux<Integer> settled(Flux<Integer> costs) {
			return costs;
		}

		@RateLimited(value = "plan", settle = "#result")
		public CompletableFuture<Integer> stage(CompletableFuture<Integer> cost) {
			return cost;
		}

		@RateLimited("two")
		@RateLimited("one")
		public Mono<String> twice() {
			return Mono.just("twice");
		}

	}

}

package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.method.StubScope.Client;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Methods whose results come later than they return.
 */
class LaterResultTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class);

	@Test
	void aStageIsDecidedWhenTheMethodIsCalledAndARefusalIsAFailedStage() {
		with((context, service) -> {
			service.stage();
			assertThat(remaining(context, "two", "*")).isOne();
			service.stage();
			assertThat(service.stage().toCompletableFuture()).isCompletedExceptionally();
			assertThat(service.calls()).isEqualTo(2);
		});
	}

	@Test
	void eachSubscriptionOfAMonoIsDecidedWhenItStarts() {
		with((context, service) -> {
			Mono<String> mono = service.mono();
			assertThat(remaining(context, "two", "*")).isEqualTo(2);
			assertThat(mono.block()).isEqualTo("1");
			assertThat(mono.block()).isEqualTo("2");
			assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(mono::block);
			assertThat(service.calls()).isEqualTo(2);
		});
	}

	@Test
	void aRefusedFluxFailsAndItsFallbackAnswers() {
		with((context, service) -> {
			assertThat(service.flux("a").collectList().block()).containsExactly("a", "a");
			assertThat(service.flux("a").collectList().block()).containsExactly("a", "a");
			assertThat(service.flux("a").onErrorReturn(RateLimitExceededException.class, "refused").blockFirst())
				.isEqualTo("refused");
			assertThat(service.withFallback("b").blockFirst()).isEqualTo("b");
			assertThat(service.withFallback("b").blockFirst()).isEqualTo("one refused b");
		});
	}

	@Test
	void aSubscriptionWaitsWithoutAThreadAndGivesItsTurnBackIfCancelled() {
		with((context, service) -> {
			List<String> received = new ArrayList<>();
			service.shaped().subscribe(received::add);
			Disposable cancelled = service.shaped().subscribe(received::add);
			service.shaped().subscribe(received::add);
			assertThat(received).hasSize(1);
			cancelled.dispose();
			context.getBean(ManualTimeSource.class).advance(Duration.ofSeconds(2));
			assertThat(received).hasSize(2);
		});
	}

	@Test
	void eachSubscriptionIsOfTheCallThatItsSubscriberBrings() {
		ContextScope scope = new ContextScope();
		this.runner.withBean(CallScope.class, () -> scope).run((context) -> {
			Mono<String> mono = context.getBean(Service.class).byRequest();
			mono.contextWrite(Context.of("request", new Client("192.0.2.1"))).block();
			mono.contextWrite(Context.of("request", new Client("192.0.2.2"))).block();
			assertThatExceptionOfType(RateLimitExceededException.class)
				.isThrownBy(() -> mono.contextWrite(Context.of("request", new Client("192.0.2.1"))).block());
			assertThat(mono.block()).isEqualTo("3");
			assertThat(scope.decided).containsExactly("192.0.2.1 true", "192.0.2.2 true", "192.0.2.1 false");
		});
	}

	@Test
	void theMethodSeesItsSubscribersContextAndIsCancelledWithIt() {
		with((context, service) -> {
			assertThat(service.context().contextWrite(Context.of("user", "alice")).block()).isEqualTo("alice");
			Disposable subscription = service.context().contextWrite(Context.of("user", "nobody")).subscribe();
			subscription.dispose();
			assertThat(service.cancelled()).isTrue();
		});
	}

	private void with(Case test) {
		this.runner.run((context) -> test.run(context, context.getBean(Service.class)));
	}

	@FunctionalInterface
	private interface Case {

		void run(ApplicationContext context, Service service);

	}

	/** A request that the subscriber brings along, as in a reactive web application. */
	private static final class ContextScope extends StubScope {

		private final List<String> decided = new ArrayList<>();

		@Override
		public CompletionStage<CallScope> within(Function<Object, @Nullable Object> context) {
			if (!(context.apply("request") instanceof Client client)) {
				return CompletableFuture.completedFuture(this);
			}
			return CompletableFuture.completedFuture(new StubScope() {

				@Override
				public CallRoot current() {
					return client;
				}

				@Override
				public void decided(LimitDecision decision) {
					ContextScope.this.decided.add(client.getIp() + " " + decision.allowed());
				}

			});
		}

	}

	static class Service {

		private int calls;

		private boolean cancelled;

		int calls() {
			return this.calls;
		}

		boolean cancelled() {
			return this.cancelled;
		}

		@RateLimited("two")
		public CompletionStage<String> stage() {
			this.calls++;
			return new CompletableFuture<>();
		}

		@RateLimited("two")
		public Mono<String> mono() {
			return Mono.just(String.valueOf(++this.calls));
		}

		@RateLimited("one")
		public Mono<String> byRequest() {
			return Mono.just(String.valueOf(++this.calls));
		}

		@RateLimited("two")
		public Mono<String> context() {
			return Mono.deferContextual((context) -> {
				String user = context.get("user");
				return user.equals("nobody") ? Mono.<String>never().doOnCancel(() -> this.cancelled = true)
						: Mono.just(user);
			});
		}

		@RateLimited(value = "two", key = "#value")
		public Flux<String> flux(String value) {
			return Flux.just(value, value);
		}

		@RateLimited(value = "one", key = "#value", fallback = "refused")
		public Flux<String> withFallback(String value) {
			return Flux.just(value);
		}

		Flux<String> refused(String value, RateLimitExceededException refusal) {
			return Flux.just(refusal.decision().limit() + " refused " + value);
		}

		@RateLimited(value = "shape", maxWait = "10s")
		public Mono<String> shaped() {
			return Mono.just("x");
		}

	}

}

package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Methods that hold a permit until their work is done: one call at once.
 */
class InFlightMethodTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class);

	@Test
	void aMethodHoldsItsPermitWhileItRuns() {
		with((context, service) -> {
			for (int i = 0; i < 2; i++) {
				service.run(() -> {
					assertThat(free(context)).isZero();
					assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> service.run(() -> {
					}));
				});
				assertThat(free(context)).isOne();
			}
		});
	}

	@Test
	void aMethodThatThrowsGivesItsPermitBack() {
		with((context, service) -> {
			assertThatIllegalStateException().isThrownBy(() -> service.run(() -> {
				throw new IllegalStateException();
			}));
			assertThat(free(context)).isOne();
		});
	}

	@Test
	void aFallbackHoldsNoPermit() {
		with((context, service) -> service.run(() -> {
			assertThat(service.withFallback()).isEqualTo("busy");
			assertThat(free(context)).isZero();
		}));
	}

	@Test
	void whatIsSpentBesideThePermitStaysSpent() {
		with((context, service) -> {
			service.twice();
			assertThat(free(context)).isOne();
			assertThat(remaining(context, "two", "*")).isOne();
		});
	}

	@Test
	void refundWhenGivesBackTheRestAndNoPermitTwice() {
		with((context, service) -> {
			service.refunded();
			assertThat(free(context)).isOne();
			assertThat(remaining(context, "two", "*")).isEqualTo(2);
		});
	}

	@Test
	void aStageHoldsItsPermitUntilItCompletesFailsOrIsCancelled() {
		with((context, service) -> {
			List<CompletableFuture<String>> stages = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				CompletableFuture<String> stage = service.stage();
				stages.add(stage);
				assertThat(free(context)).isZero();
				assertThat(service.stage()).isCompletedExceptionally();
				switch (i) {
					case 0 -> stage.complete("done");
					case 1 -> stage.completeExceptionally(new IllegalStateException());
					default -> stage.cancel(true);
				}
				assertThat(free(context)).as("stage %d", i).isOne();
			}
		});
	}

	@Test
	void aPublisherHoldsItsPermitWhileItIsSubscribedTo() {
		with((context, service) -> {
			Mono<String> mono = service.mono();
			assertThat(free(context)).isOne();
			assertThat(mono.block()).isEqualTo("x");
			assertThat(mono.block()).isEqualTo("x");
			assertThat(free(context)).isOne();
		});
	}

	@Test
	void aStreamHoldsItsPermitUntilItEndsFailsOrIsCancelled() {
		with((context, service) -> {
			for (int i = 0; i < 3; i++) {
				Sinks.Many<String> tokens = Sinks.many().unicast().onBackpressureBuffer();
				List<String> received = new ArrayList<>();
				Disposable call = service.stream(tokens.asFlux()).onErrorComplete().subscribe(received::add);
				tokens.tryEmitNext("a");
				assertThat(received).containsExactly("a");
				assertThat(free(context)).isZero();
				switch (i) {
					case 0 -> tokens.tryEmitComplete();
					case 1 -> tokens.tryEmitError(new IllegalStateException());
					default -> call.dispose();
				}
				assertThat(free(context)).as("stream %d", i).isOne();
			}
		});
	}

	@Test
	void aStreamThatIsCancelledBeforeItsPermitIsThereHoldsNone() {
		with((context, service) -> {
			CompletableFuture<String> holding = service.stage();
			List<String> received = new ArrayList<>();
			Disposable cancelled = service.patient().subscribe(received::add);
			service.patient().subscribe(received::add);
			cancelled.dispose();
			assertThat(received).isEmpty();
			holding.complete("done");
			assertThat(received).containsExactly("y");
			assertThat(free(context)).isOne();
		});
	}

	private static long free(ApplicationContext context) {
		return remaining(context, "exports", "*");
	}

	private void with(Case test) {
		this.runner.run((context) -> test.run(context, context.getBean(Service.class)));
	}

	@FunctionalInterface
	private interface Case {

		void run(ApplicationContext context, Service service);

	}

	static class Service {

		@RateLimited("exports")
		public void run(Runnable work) {
			work.run();
		}

		@RateLimited(value = "exports", fallback = "busy")
		public String withFallback() {
			return "done";
		}

		String busy() {
			return "busy";
		}

		@RateLimited({ "two", "exports" })
		public void twice() {
			// Both are spent
		}

		@RateLimited(value = { "two", "exports" }, refundWhen = "true")
		public void refunded() {
			// Both are given back
		}

		@RateLimited("exports")
		public CompletableFuture<String> stage() {
			return new CompletableFuture<>();
		}

		@RateLimited("exports")
		public Mono<String> mono() {
			return Mono.just("x");
		}

		@RateLimited("exports")
		public Flux<String> stream(Flux<String> tokens) {
			return tokens;
		}

		@RateLimited(value = "exports", maxWait = "10s")
		public Mono<String> patient() {
			return Mono.just("y");
		}

	}

}

package dev.ratelimit.internal.method;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Results and failures that give the permit of their call back, whenever they come.
 */
class RefundedResultTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class);

	@Test
	void aReturnedValueAndAThrownExceptionGiveTheirPermitBack() {
		with((context, service) -> {
			service.value("bad");
			assertThat(remaining(context)).isEqualTo(2);
			assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> service.value("throw"));
			assertThat(remaining(context)).isEqualTo(2);
			service.value("good");
			assertThat(remaining(context)).isOne();
		});
	}

	@Test
	void aStageThatFailsGivesItsPermitBack() {
		with((context, service) -> {
			CompletableFuture<String> failing = service.refunded();
			assertThat(remaining(context)).isOne();
			failing.completeExceptionally(new IllegalStateException());
			assertThat(remaining(context)).isEqualTo(2);
			service.refunded().complete("bad");
			assertThat(remaining(context)).isEqualTo(2);
			service.refunded().complete("good");
			assertThat(remaining(context)).isOne();
		});
	}

	@Test
	void aCancelledCallIsNotGivenBack() {
		with((context, service) -> {
			service.refunded().cancel(true);
			assertThat(remaining(context)).isOne();
			CompletableFuture<String> cancelled = new CompletableFuture<>();
			service.dependent(cancelled);
			cancelled.cancel(true);
			assertThat(remaining(context)).isZero();
		});
		with((context, service) -> {
			service.refundedMono("never").subscribe().dispose();
			assertThat(remaining(context)).isOne();
			service.refundedMono("cancel").onErrorComplete().block();
			assertThat(remaining(context)).isZero();
		});
	}

	@Test
	void aMonosValueAndItsFailureGiveTheirPermitBack() {
		with((context, service) -> {
			service.refundedMono("bad").block();
			assertThat(remaining(context)).isEqualTo(2);
			service.refundedMono("fail").onErrorComplete().block();
			assertThat(remaining(context)).isEqualTo(2);
			service.refundedMono("throw").onErrorComplete().block();
			assertThat(remaining(context)).isEqualTo(2);
			service.refundedMono("good").block();
			assertThat(remaining(context)).isOne();
		});
	}

	private static long remaining(ApplicationContext context) {
		return LimitedCalls.remaining(context, "two", "*");
	}

	private void with(Case test) {
		this.runner.run((context) -> test.run(context, context.getBean(Service.class)));
	}

	@FunctionalInterface
	private interface Case {

		void run(ApplicationContext context, Service service);

	}

	static class Service {

		@RateLimited(value = "two", refundWhen = "#failure instanceof T(NumberFormatException) or #result == 'bad'")
		public String value(String value) {
			if (value.equals("throw")) {
				throw new NumberFormatException();
			}
			return value;
		}

		@RateLimited(value = "two", refundWhen = "#failure != null or #result == 'bad'")
		public CompletableFuture<String> refunded() {
			return new CompletableFuture<>();
		}

		@RateLimited(value = "two", refundWhen = "#failure != null")
		public CompletableFuture<String> dependent(CompletableFuture<String> other) {
			return other.thenApply((value) -> value);
		}

		@RateLimited(value = "two", refundWhen = "#failure != null or #result == 'bad'")
		public Mono<String> refundedMono(String value) {
			if (value.equals("throw")) {
				throw new IllegalStateException();
			}
			return switch (value) {
				case "fail" -> Mono.error(new IllegalStateException());
				case "cancel" -> Mono.error(new CancellationException());
				case "never" -> Mono.never();
				default -> Mono.just(value);
			};
		}

	}

}

package dev.ratelimit.internal.method;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Annotated methods whose cost is known when their result is.
 */
class SettleMethodTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void aReturnedValueSaysWhatTheCallHasCost() {
		with((service) -> service.value(7), 3);
		with((service) -> service.value(0), 10);
		with((service) -> service.value(4), 6);
	}

	@Test
	void aFailureLeavesItAtWhatItWasChargedUnlessTheExpressionSays() {
		with((service) -> assertThatExceptionOfType(NumberFormatException.class)
			.isThrownBy(() -> service.failing(null)), 6);
		with((service) -> assertThatExceptionOfType(NumberFormatException.class).isThrownBy(() -> service.failing(1)),
				9);
	}

	@Test
	void aStageAndAPublisherAreSettledWhenTheirValueComes() {
		with((service) -> {
			CompletableFuture<Integer> result = new CompletableFuture<>();
			service.stage(result);
			result.complete(9);
		}, 1);
		with((service) -> service.mono(2).block(), 8);
	}

	@Test
	void theCostOfACancelledCallCanOnlyRise() {
		with((service) -> service.streamed(2, 9).take(1).blockLast(), 6);
		with((service) -> service.streamed(7, 9).take(1).blockLast(), 3);
		with((service) -> service.left(2).cancel(true), 6);
		with((service) -> service.left(7).cancel(true), 3);
	}

	@Test
	void aCallThatIsNotOverIsChargedItsEstimate() {
		with((service) -> service.stage(new CompletableFuture<>()), 6);
	}

	@Test
	void aConstantBelowZeroStopsTheApplication() {
		this.runner.withBean(Negative.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("-5"));
	}

	/** Of ten permits, four are charged beforehand. */
	private void with(Consumer<Service> call, long left) {
		this.runner.withBean(Service.class).run((context) -> {
			call.accept(context.getBean(Service.class));
			assertThat(remaining(context, "plan", "*")).isEqualTo(left);
		});
	}

	static class Service {

		@RateLimited(value = "plan", permits = "4", settle = "#result")
		public int value(int cost) {
			return cost;
		}

		@RateLimited(value = "plan", permits = "4", settle = "#failure != null ? #cost : 0")
		public int failing(Integer cost) {
			throw new NumberFormatException();
		}

		@RateLimited(value = "plan", permits = "4", settle = "#result")
		public CompletableFuture<Integer> stage(CompletableFuture<Integer> result) {
			return result;
		}

		@RateLimited(value = "plan", permits = "4", settle = "#result")
		public Flux<Integer> streamed(Integer... costs) {
			return Flux.just(costs);
		}

		@RateLimited(value = "plan", permits = "4", settle = "#failure != null ? #cost : 0")
		public CompletableFuture<String> left(int cost) {
			return new CompletableFuture<>();
		}

		@RateLimited(value = "plan", permits = "4", settle = "#result")
		public Mono<Integer> mono(int cost) {
			return Mono.just(cost);
		}

	}

	static class Negative {

		@RateLimited(value = "plan", settle = "-5")
		public void negative() {
			// never called
		}

	}

}

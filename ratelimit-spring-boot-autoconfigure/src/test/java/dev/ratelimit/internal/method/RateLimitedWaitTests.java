package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls that wait for permits, and calls whose result comes later.
 */
class RateLimitedWaitTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class);

	@Test
	void waitsAsLongAsItSays() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			ManualTimeSource time = context.getBean(ManualTimeSource.class);
			long start = time.nanos();
			service.waiting();
			service.waiting();
			assertThat(time.nanos() - start).isEqualTo(1_000_000_000L);
			service.hasty();
			assertRefused(service::hasty);
		});
	}

	@Test
	void givesEverythingBackWhenInterruptedWhileWaiting() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.waitingAfter("a");
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> service.waitingAfter("a"))
				.withMessageContaining("shape");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(remaining(context, "two", "a")).isOne();
			assertThat(service.calls()).containsExactly("a");
		});
	}

	@Test
	void decidesWhenAMethodIsCalledNotWhenItsResultIsThere() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			CompletionStage<String> pending = service.later();
			assertThat(pending.toCompletableFuture()).isNotDone();
			assertThat(service.later().toCompletableFuture()).isCompletedExceptionally();
		});
	}

	static class Service {

		private final List<String> calls = new ArrayList<>();

		List<String> calls() {
			return this.calls;
		}

		@RateLimited(value = "shape", key = "'waiting'", maxWait = "1s")
		public void waiting() {
		}

		@RateLimited(value = "shape", key = "'hasty'", maxWait = "999ms")
		public void hasty() {
		}

		@RateLimited(value = "two", key = "#user")
		@RateLimited(value = "shape", key = "#user", maxWait = "1m")
		public void waitingAfter(String user) {
			this.calls.add(user);
		}

		@RateLimited("one")
		public CompletionStage<String> later() {
			return new CompletableFuture<>();
		}

	}

}

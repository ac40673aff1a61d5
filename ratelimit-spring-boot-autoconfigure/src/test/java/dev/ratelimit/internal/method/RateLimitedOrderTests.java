package dev.ratelimit.internal.method;

import java.util.concurrent.CompletableFuture;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.method.Surroundings.Asynchronous;
import dev.ratelimit.internal.method.Surroundings.JdkTransactions;
import dev.ratelimit.internal.method.Surroundings.RecordingTransactions;
import dev.ratelimit.internal.method.Surroundings.Transactions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The limit comes before whatever else a proxy does.
 */
class RateLimitedOrderTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner();

	@Test
	void decidesBeforeATransactionOpens() {
		this.runner.withUserConfiguration(Transactions.class, LimitsConfiguration.class)
			.withBean(TransactionalService.class)
			.run((context) -> {
				TransactionalService service = context.getBean(TransactionalService.class);
				service.call();
				assertRefused(service::call);
				assertThat(context.getBean(RecordingTransactions.class).events).containsExactly("begin", "commit");
			});
	}

	@Test
	void decidesBeforeATransactionOpensBehindAJdkProxy() {
		this.runner.withUserConfiguration(JdkTransactions.class, LimitsConfiguration.class)
			.withBean(JdkProxied.class)
			.run((context) -> {
				Api service = context.getBean(Api.class);
				assertThat(AopUtils.isJdkDynamicProxy(service)).isTrue();
				service.call("a");
				service.call("b");
				assertRefused(() -> service.call("a"));
				assertThat(context.getBean(RecordingTransactions.class).events).containsExactly("begin", "commit",
						"begin", "commit");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void decidesOnTheCallersThreadBeforeAnotherTakesOver(boolean asyncFirst) {
		Class<?>[] configurations = asyncFirst ? new Class<?>[] { Asynchronous.class, LimitsConfiguration.class }
				: new Class<?>[] { LimitsConfiguration.class, Asynchronous.class };
		this.runner.withUserConfiguration(configurations).withBean(AsyncService.class).run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			service.call();
			assertThat(service.call()).isCompletedExceptionally();
			assertThat(context.getBean(Asynchronous.class).tasks).hasSize(1);
		});
	}

	@Test
	void aRefusedCallIsNotTriedAgain() {
		this.runner.withUserConfiguration(Resilient.class, LimitsConfiguration.class)
			.withBean(RetriedService.class)
			.run((context) -> {
				RetriedService service = context.getBean(RetriedService.class);
				assertThatIllegalStateException().isThrownBy(service::call);
				assertRefused(service::call);
			});
	}

	static class RetriedService {

		@Retryable(delay = 0)
		@RateLimited("one")
		public void call() {
			throw new IllegalStateException("down");
		}

	}

	static class TransactionalService {

		@Transactional
		@RateLimited("one")
		public void call() {
		}

	}

	interface Api {

		void call(String name);

	}

	static class JdkProxied implements Api {

		@Override
		@Transactional
		@RateLimited(value = "one", key = "#name")
		public void call(String name) {
		}

	}

	static class AsyncService {

		@Async
		@RateLimited("one")
		public CompletableFuture<String> call() {
			return CompletableFuture.completedFuture("done");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Resilient {

	}

}

package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.SimpleTransactionStatus;

import static dev.ratelimit.internal.method.RateLimitedTests.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

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
			assertRefused(service::call);
			assertThat(context.getBean(Asynchronous.class).tasks).hasSize(1);
		});
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
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		RecordingTransactions transactionManager() {
			return new RecordingTransactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class JdkTransactions {

		@Bean
		RecordingTransactions transactionManager() {
			return new RecordingTransactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronous {

		final List<Runnable> tasks = new ArrayList<>();

		@Bean
		TaskExecutor taskExecutor() {
			return this.tasks::add;
		}

	}

	static class RecordingTransactions implements PlatformTransactionManager {

		final List<String> events = new ArrayList<>();

		@Override
		public TransactionStatus getTransaction(TransactionDefinition definition) {
			this.events.add("begin");
			return new SimpleTransactionStatus();
		}

		@Override
		public void commit(TransactionStatus status) {
			this.events.add("commit");
		}

		@Override
		public void rollback(TransactionStatus status) {
			this.events.add("rollback");
		}

	}

}

package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.SimpleTransactionStatus;

/**
 * What runs around limited methods: transactions that are recorded, and threads that
 * begin when a test says so.
 */
final class Surroundings {

	private Surroundings() {
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
	@EnableTransactionManagement(proxyTargetClass = true, order = 0)
	static class OuterTransactions extends Transactions {

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

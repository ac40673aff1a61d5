package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.SimpleTransactionStatus;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
	void decidesAfterMethodSecurityAndBeforeATransactionOpens() {
		this.runner.withUserConfiguration(Transactions.class, Secured.class, LimitsConfiguration.class)
			.withBean(SecuredService.class)
			.run((context) -> {
				SecuredService service = context.getBean(SecuredService.class);
				assertThatExceptionOfType(AuthenticationCredentialsNotFoundException.class).isThrownBy(service::call);
				as("visitor", () -> assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(service::call));
				as("admin", service::call);
				as("admin", () -> assertRefused(service::call));
				assertThat(context.getBean(RecordingTransactions.class).events).containsExactly("begin", "commit");
			});
	}

	@Test
	void decidesAfterMethodSecurityAlsoWhereATransactionSurroundsThat() {
		this.runner.withUserConfiguration(OuterTransactions.class, Secured.class, LimitsConfiguration.class)
			.withBean(SecuredService.class)
			.run((context) -> {
				SecuredService service = context.getBean(SecuredService.class);
				as("visitor", () -> assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(service::call));
				as("admin", service::call);
				as("admin", () -> assertRefused(service::call));
			});
	}

	@Test
	void decidesAfterMethodSecurityOnTheThreadOfAnAsynchronousMethod() {
		this.runner.withUserConfiguration(Asynchronous.class, Secured.class, LimitsConfiguration.class)
			.withBean(SecuredAsyncService.class)
			.run((context) -> {
				SecuredAsyncService service = context.getBean(SecuredAsyncService.class);
				CompletableFuture<String> denied = service.call();
				CompletableFuture<String> allowed = service.call();
				CompletableFuture<String> refused = service.call();
				List<Runnable> tasks = context.getBean(Asynchronous.class).tasks;
				as("visitor", tasks.get(0));
				as("admin", tasks.get(1));
				as("admin", tasks.get(2));
				assertThat(denied).failsWithin(Duration.ZERO)
					.withThrowableThat()
					.withCauseInstanceOf(AccessDeniedException.class);
				assertThat(allowed).isCompletedWithValue("done");
				assertThat(refused).failsWithin(Duration.ZERO)
					.withThrowableThat()
					.withCauseInstanceOf(RateLimitExceededException.class);
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

	private static void as(String user, Runnable call) {
		SecurityContextHolder.getContext()
			.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(user, null,
					AuthorityUtils.createAuthorityList("ROLE_" + user)));
		try {
			call.run();
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

	static class SecuredService {

		@Transactional
		@PreAuthorize("hasRole('admin')")
		@PostAuthorize("hasRole('admin')")
		@RateLimited("one")
		public void call() {
		}

	}

	static class SecuredAsyncService {

		@Async
		@PreAuthorize("hasRole('admin')")
		@RateLimited("one")
		public CompletableFuture<String> call() {
			return CompletableFuture.completedFuture("done");
		}

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
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		RecordingTransactions transactionManager() {
			return new RecordingTransactions();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class Secured {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	static class Resilient {

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

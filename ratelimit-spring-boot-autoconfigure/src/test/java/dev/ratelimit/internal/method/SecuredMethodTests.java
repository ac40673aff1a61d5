package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.method.Surroundings.Asynchronous;
import dev.ratelimit.internal.method.Surroundings.OuterTransactions;
import dev.ratelimit.internal.method.Surroundings.RecordingTransactions;
import dev.ratelimit.internal.method.Surroundings.Transactions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.annotation.Transactional;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Method security comes before the limit, and the limit before all else.
 */
class SecuredMethodTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner();

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

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity
	static class Secured {

	}

}

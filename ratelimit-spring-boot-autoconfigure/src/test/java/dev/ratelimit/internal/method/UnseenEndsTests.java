package dev.ratelimit.internal.method;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods whose work goes on when they have returned, and nothing tells when it is done.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnseenEndsTests {

	private static final String OVER = "takes the call for over when the method returns, as nothing tells when its work is done";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void warnsAboutAsyncMethodsThatReturnNothing(CapturedOutput output) {
		this.runner.withBean(Exports.class).run((context) -> {
			assertWarned(output, "export()", "(@Async, void): permits of calls in flight come back at once. Return a ");
			assertWarned(output, "composed()",
					"(@Async, void): refundWhen sees no outcome. Return a CompletableFuture");
			assertWarned(output, "future()", "(@Async, Future): settle sees no outcome. Return a CompletableFuture");
		});
	}

	@Test
	void warnsAboutFuturesThatTellNobody(CapturedOutput output) {
		this.runner.withBean(Exports.class)
			.run((context) -> assertWarned(output, "task()",
					"(Future): permits of calls in flight come back at once, refundWhen sees no outcome. "));
	}

	@Test
	void warnsAboutMethodsOfAnAsyncType(CapturedOutput output) {
		this.runner.withBean(AsyncType.class)
			.run((context) -> assertThat(output).containsOnlyOnce(OVER).contains(".hold(): " + OVER));
	}

	@Test
	void doesNotWarnAboutMethodsWhoseEndIsSeenOrMakesNoDifference(CapturedOutput output) {
		this.runner.withBean(Seen.class).run((context) -> assertThat(output).doesNotContain(OVER));
	}

	@Test
	void stopsTheApplicationWhereWarningsAreFailures() {
		new ApplicationContextRunner().withBean(AsyncType.class)
			.withAllowBeanDefinitionOverriding(true)
			.withUserConfiguration(LimitsConfiguration.class)
			.withBean("unlimited", UnlimitedCalls.class, () -> new UnlimitedCalls(true, new Mistakes()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(AsyncType.class.getName() + ".hold(): " + OVER));
	}

	private static void assertWarned(CapturedOutput output, String method, String what) {
		assertThat(output.toString().lines())
			.filteredOn((line) -> line.contains(Exports.class.getName() + "." + method + ": " + OVER + " " + what))
			.singleElement()
			.asString()
			.contains("WARN");
	}

	@Async
	@Retention(RetentionPolicy.RUNTIME)
	@interface InBackground {

	}

	static class Exports {

		@Async
		@RateLimited("exports")
		public void export() {
			// goes on elsewhere
		}

		@InBackground
		@RateLimited(refundWhen = "#failure == null")
		public void composed() {
			// goes on elsewhere
		}

		@Async
		@RateLimited(settle = "2")
		public Future<String> future() {
			return new CompletableFuture<>();
		}

		@RateLimited(value = "exports", refundWhen = "true")
		public Future<String> task() {
			return new FutureTask<>(() -> "x");
		}

	}

	@Async
	static class AsyncType {

		@RateLimited("exports")
		public void hold() {
			// goes on elsewhere
		}

		@RateLimited("exports")
		public CompletableFuture<String> seen() {
			return new CompletableFuture<>();
		}

	}

	static class Seen {

		@Async
		@RateLimited
		public void counted() {
			// goes on elsewhere
		}

		@RateLimited
		public Future<String> future() {
			return new CompletableFuture<>();
		}

		@Async
		@RateLimited(value = "exports", refundWhen = "#failure != null", settle = "2")
		public CompletableFuture<String> seen() {
			return new CompletableFuture<>();
		}

		@RateLimited("exports")
		public void run() {
			// is over then
		}

	}

}

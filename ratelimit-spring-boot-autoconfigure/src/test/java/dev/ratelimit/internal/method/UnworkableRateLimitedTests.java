package dev.ratelimit.internal.method;

import java.util.function.Supplier;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import jakarta.annotation.PostConstruct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;

import static dev.ratelimit.internal.method.LimitedCalls.assertWarned;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An annotation that can have no effect where it stands is reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnworkableRateLimitedTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void warnsAboutPrivateStaticAndFinalMethods(CapturedOutput output) {
		this.runner.withBean(OutOfReach.class).run((context) -> {
			assertWarned(output, OutOfReach.class, "secret(int)", "it is private");
			assertWarned(output, OutOfReach.class, "fixed()", "it is protected final");
			assertWarned(output, OutOfReach.class, "helper()", "it is static");
			assertThat(output.toString().lines().filter((line) -> line.contains("has no effect"))).hasSize(3);
			assertThat(limited(context)).isEmpty();
			context.getBean(OutOfReach.class).fixed();
		});
	}

	@Test
	void warnsAboutThemBesideMethodsThatAreLimited(CapturedOutput output) {
		this.runner.withBean(Mixed.class).run((context) -> {
			assertWarned(output, Mixed.class, "fixed()", "it is public final");
			assertThat(output).containsOnlyOnce("has no effect");
			assertThat(limited(context)).containsExactly(Mixed.class.getName() + ".call()");
		});
	}

	@Test
	void warnsAboutThemInBeansThatAreNotCreatedYet(CapturedOutput output) {
		this.runner.withBean(OutOfReach.class, OutOfReach::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertWarned(output, OutOfReach.class, "secret(int)", "it is private"));
	}

	@Test
	void warnsAboutClassesThatCanHaveNoProxy(CapturedOutput output) {
		this.runner.withBean(Final.class).withBean(FinalWithOtherInterface.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertWarned(output, Final.class, "call()", "its class can have no proxy, being final");
			assertWarned(output, FinalWithOtherInterface.class, "call()", "its class can have no proxy, being final");
			assertThat(limited(context)).isEmpty();
			context.getBean(Final.class).call();
		});
	}

	@Test
	void warnsAboutMethodsThatAProxyOfInterfacesDoesNotHave(CapturedOutput output) {
		this.runner.withUserConfiguration(Surroundings.JdkTransactions.class)
			.withBean(MoreThanItsInterface.class)
			.run((context) -> {
				assertWarned(output, MoreThanItsInterface.class, "hidden()", "its bean's proxy has only interfaces");
				assertThat(limited(context)).containsExactly(MoreThanItsInterface.class.getName() + ".run()");
			});
	}

	@Test
	void warnsAboutBeanMethodsAndLeavesThemAlone(CapturedOutput output) {
		this.runner.withUserConfiguration(LimitedBeanMethod.class).run((context) -> {
			assertWarned(output, LimitedBeanMethod.class, "supplier()", "it is a @Bean method");
			assertThat(limited(context)).isEmpty();
			assertThat(remaining(context, "default", "*")).isEqualTo(3);
		});
	}

	@Test
	void warnsAboutPrivateAndFinalHandlersBesideMethodsThatAreLimited(CapturedOutput output) {
		this.runner.withBean(Handlers.class).run((context) -> {
			assertThat(output.toString().lines()).filteredOn((line) -> line.contains("no field is set"))
				.satisfiesExactlyInAnyOrder(
						(line) -> assertThat(line).contains("WARN", Handlers.class.getName() + ".hidden()",
								"is private"),
						(line) -> assertThat(line).contains("WARN", Handlers.class.getName() + ".fixed()",
								"is public final"));
			assertThat(limited(context)).containsExactly(Handlers.class.getName() + ".open()");
		});
	}

	@Test
	void stopsTheApplicationWhereWarningsAreFailures() {
		new ApplicationContextRunner().withBean(Mixed.class)
			.withAllowBeanDefinitionOverriding(true)
			.withUserConfiguration(LimitsConfiguration.class)
			.withBean("unlimited", UnlimitedCalls.class, () -> new UnlimitedCalls(true, new Mistakes()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(Mixed.class.getName() + ".fixed()"));
	}

	static class OutOfReach {

		private final Object lock = new Object();

		@RateLimited
		private void secret(int value) {
		}

		@RateLimited
		protected final void fixed() {
			this.lock.hashCode();
			secret(1);
		}

		@RateLimited
		static void helper() {
		}

	}

	@RateLimited
	static class Mixed {

		public void call() {
			secret();
		}

		public final void fixed() {
		}

		private void secret() {
		}

	}

	static final class Final {

		@RateLimited
		void call() {
		}

	}

	static final class FinalWithOtherInterface implements Runnable {

		@RateLimited
		void call() {
		}

		@Override
		@RateLimited
		public void run() {
		}

	}

	static class MoreThanItsInterface implements Runnable {

		@Override
		@Transactional
		@RateLimited
		public void run() {
		}

		@RateLimited
		public void hidden() {
		}

	}

	static class Handlers {

		@GetMapping("/open")
		@RateLimited
		public void open() {
		}

		@GetMapping("/hidden")
		private void hidden() {
		}

		@Scheduled(fixedRate = 1)
		public final void fixed() {
		}

		@PostConstruct
		private void start() {
			hidden();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@RateLimited
	static class LimitedBeanMethod {

		@Bean
		@RateLimited
		Supplier<String> supplier() {
			return () -> "x";
		}

		@Bean
		Supplier<String> other() {
			return () -> "x";
		}

	}

}

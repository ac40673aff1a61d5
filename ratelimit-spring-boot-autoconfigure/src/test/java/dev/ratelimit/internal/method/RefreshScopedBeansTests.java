package dev.ratelimit.internal.method;

import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ScopedProxyMode;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that Spring Cloud makes anew when the environment is refreshed.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefreshScopedBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class, Scopes.class);

	@Test
	void aRefreshedBeanIsLimitedByTheQuotaOfTheOneBefore(CapturedOutput output) {
		this.runner.withBean(AtomicInteger.class).withUserConfiguration(ByClass.class).run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(service.call()).isEqualTo("bean 1");
			assertThat(remaining(context, "two", "*")).isOne();
			refresh(context);
			assertThat(service.call()).isEqualTo("bean 2");
			assertRefused(service::call);
			refresh(context);
			assertRefused(service::call);
			assertThat(limited(context)).containsExactly(Service.class.getName() + ".call()");
			assertThat(output).doesNotContain("has no effect");
		});
	}

	@Test
	void aRefreshedBeanBehindItsInterfaceIsLimited(CapturedOutput output) {
		this.runner.withBean(AtomicInteger.class).withUserConfiguration(ByInterface.class).run((context) -> {
			Caller caller = context.getBean(Caller.class);
			assertThat(caller.call()).isEqualTo("bean 1");
			assertThat(remaining(context, "two", "*")).isOne();
			refresh(context);
			assertThat(caller.call()).isEqualTo("bean 2");
			assertRefused(caller::call);
			assertThat(output).doesNotContain("has no effect");
		});
	}

	private static void refresh(ApplicationContext context) {
		context.getBean(org.springframework.cloud.context.scope.refresh.RefreshScope.class).refreshAll();
	}

	interface Caller {

		String call();

	}

	static class Service implements Caller {

		private final int number;

		Service(AtomicInteger made) {
			this.number = made.incrementAndGet();
		}

		@Override
		@RateLimited("two")
		public String call() {
			return "bean " + this.number;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scopes {

		@Bean
		static org.springframework.cloud.context.scope.refresh.RefreshScope refreshScope() {
			return new org.springframework.cloud.context.scope.refresh.RefreshScope();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByClass {

		@Bean
		@RefreshScope
		Service service(AtomicInteger made) {
			return new Service(made);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByInterface {

		@Bean
		@RefreshScope(proxyMode = ScopedProxyMode.INTERFACES)
		Caller caller(AtomicInteger made) {
			return new Service(made);
		}

	}

}

package dev.ratelimit.internal.method;

import dev.ratelimit.Decision;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.method.StubScope.Client;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that are part of a request: what they know of it, and what it learns of them.
 */
class RateLimitedOnWebCallsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class);

	@Test
	void isAboutTheClientOnAWebCall() {
		StubScope scope = new StubScope();
		this.runner.withBean(CallScope.class, () -> scope).run((context) -> {
			Service service = context.getBean(Service.class);
			service.defaults("a");
			scope.current = new Client("192.0.2.1");
			service.defaults("a");
			service.form(new Form(null, 1));
			assertThat(remaining(context, "default", "*")).isEqualTo(2);
			assertThat(remaining(context, "default", "192.0.2.1")).isEqualTo(2);
			assertThat(remaining(context, "plan", "without-key:192.0.2.1")).isEqualTo(9);
			assertThat(scope.decided).extracting(Decision::limit).containsExactly("default", "default", "plan");
		});
	}

	@Test
	void tellsTheScopeOfRefusals() {
		StubScope scope = new StubScope();
		this.runner.withBean(CallScope.class, () -> scope).run((context) -> {
			Service service = context.getBean(Service.class);
			service.conditional(true);
			assertRefused(() -> service.conditional(true));
			assertThat(scope.decided).extracting(Decision::allowed).containsExactly(true, false);
		});
	}

	@Test
	void knowsTheNamesOfTheRequestInExpressions() {
		StubScope scope = new StubScope();
		this.runner.withBean(CallScope.class, () -> scope).withBean(WebService.class).run((context) -> {
			scope.current = new Client("192.0.2.1");
			context.getBean(WebService.class).byRequest("x");
			assertThat(remaining(context, "one", "192.0.2.1x")).isZero();
		});
	}

	record Form(@Nullable String username, long cost) {

	}

	static class Service {

		@RateLimited
		public void defaults(String user) {
		}

		@RateLimited(value = "plan", key = "#form.username", permits = "#form.cost")
		public void form(@Nullable Form form) {
		}

		@RateLimited(value = "one", condition = "#limited")
		public void conditional(@Nullable Boolean limited) {
		}

	}

	static class WebService {

		@RateLimited(value = "one", key = "ip + #suffix", condition = "principal == null and header['a'] == null")
		public void byRequest(String suffix) {
		}

	}

}

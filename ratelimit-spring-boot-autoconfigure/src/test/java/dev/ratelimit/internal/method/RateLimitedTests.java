package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What each attribute does to a call.
 */
@ExtendWith(OutputCaptureExtension.class)
class RateLimitedTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class)
		.withBean("plans", Plans.class)
		.withPropertyValues("names.limit=two", "names.key=#p0", "names.cost=2", "names.when=true", "names.wait=0s",
				"names.fallback=busy");

	@Test
	void refusesWithTheDecision() {
		run((service) -> {
			service.two("a");
			service.two("a");
			assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> service.two("a"))
				.satisfies((ex) -> assertThat(ex.decision().limit()).isEqualTo("two"))
				.withMessageNotContaining("'a'");
			service.two("b");
			assertThat(service.calls()).containsExactly("a", "a", "b");
		});
	}

	@Test
	void isTheLimitNamedDefaultForAllCallersByDefault() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			for (int i = 0; i < 3; i++) {
				service.defaults("caller" + i);
			}
			assertRefused(() -> service.defaults("caller3"));
			assertThat(context.getBean(RateLimiterRegistry.class).get("default").peek("*").remaining()).isZero();
		});
	}

	@Test
	void spendsFromAllLimitsOrNone() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.several("a");
			assertRefused(() -> service.several("a"));
			assertThat(remaining(context, "two", "a")).isOne();
		});
	}

	@Test
	void refundsWhatEarlierAnnotationsChargedWhenALaterOneRefuses() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.repeated("a");
			assertThat(remaining(context, "two", "a")).isOne();
			for (int i = 0; i < 3; i++) {
				assertRefused(() -> service.repeated("a"));
			}
			assertThat(remaining(context, "two", "a")).isOne();
			assertThat(remaining(context, "default", "a")).isEqualTo(2);
		});
	}

	@Test
	void readsKeysFromArgumentsAndBeans() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.form(new Form("bob", 1));
			assertThat(remaining(context, "plan", "bob")).isEqualTo(9);
			service.byPosition("x", "carol");
			assertThat(remaining(context, "plan", "x/carol")).isEqualTo(9);
			service.byBean("dave");
			assertThat(remaining(context, "plan", "plan of dave")).isEqualTo(9);
		});
	}

	@Test
	void readsPermitsFromArguments() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.form(new Form("bob", 4));
			assertThat(remaining(context, "plan", "bob")).isEqualTo(6);
			service.form(new Form("bob", 0));
			assertThat(remaining(context, "plan", "bob")).isEqualTo(6);
			service.form(new Form("eve", -4));
			assertThat(remaining(context, "plan", "eve")).isZero();
			assertThatExceptionOfType(RateLimitExceededException.class)
				.isThrownBy(() -> service.form(new Form("bob", 11)))
				.satisfies((ex) -> assertThat(ex.decision().retryAfter()).isEqualTo(ex.decision().resetAfter()));
		});
	}

	@Test
	void appliesUnlessTheConditionIsFalse() {
		run((service) -> {
			service.conditional(true);
			assertRefused(() -> service.conditional(true));
			service.conditional(false);
			assertRefused(() -> service.conditional(null));
		});
	}

	@Test
	void sharesAQuotaWhereAKeyCannotServe(CapturedOutput output) {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.form(new Form(null, 1));
			service.form(new Form("", 1));
			// Its cost cannot be told either, and is the whole quota
			assertRefused(() -> service.form(null));
			assertThat(remaining(context, "plan", "without-key:*")).isEqualTo(8);
			assertThat(output).containsOnlyOnce(".form(Form): the key '#form.username' was null");
		});
	}

	@Test
	void resolvesPlaceholdersInAllStrings() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThat(service.placeholders("a")).isEqualTo("done a");
			assertThat(remaining(context, "two", "a")).isZero();
			assertThat(service.placeholders("a")).isEqualTo("busy a");
		});
	}

	private void run(Consumer<Service> test) {
		this.runner.run((context) -> test.accept(context.getBean(Service.class)));
	}

	record Form(@Nullable String username, long cost) {

	}

	public static class Plans {

		public String of(String user) {
			return "plan of " + user;
		}

	}

	static class Service {

		private final List<String> calls = new ArrayList<>();

		List<String> calls() {
			return this.calls;
		}

		@RateLimited(value = "two", key = "#user")
		public void two(String user) {
			this.calls.add(user);
		}

		@RateLimited
		public void defaults(String user) {
		}

		@RateLimited(value = { "two", "one" }, key = "#user")
		public void several(String user) {
		}

		@RateLimited(value = "two", key = "#user")
		@RateLimited(key = "#user")
		@RateLimited(value = "one", key = "#user")
		public void repeated(String user) {
		}

		@RateLimited(value = "plan", key = "#form.username", permits = "#form.cost")
		public void form(@Nullable Form form) {
		}

		@RateLimited(value = "plan", key = "#p0 + '/' + #a1")
		public void byPosition(String first, String second) {
		}

		@RateLimited(value = "plan", key = "@plans.of(#user)")
		public void byBean(String user) {
		}

		@RateLimited(value = "one", condition = "#limited")
		public void conditional(@Nullable Boolean limited) {
		}

		@RateLimited(value = "${names.limit}", key = "${names.key}", permits = "${names.cost}",
				condition = "${names.when}", maxWait = "${names.wait}", fallback = "${names.fallback}")
		public String placeholders(String user) {
			return "done " + user;
		}

		String busy(String user) {
			return "busy " + user;
		}

	}

}

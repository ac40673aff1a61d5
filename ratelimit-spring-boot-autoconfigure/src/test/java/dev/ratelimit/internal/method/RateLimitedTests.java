package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.ratelimit.Decision;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.expression.CallRoot;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

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

	@Test
	void waitsAsLongAsItSays() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			ManualTimeSource time = context.getBean(ManualTimeSource.class);
			long start = time.nanos();
			service.waiting();
			service.waiting();
			assertThat(time.nanos() - start).isEqualTo(1_000_000_000L);
			service.hasty();
			assertRefused(service::hasty);
		});
	}

	@Test
	void givesEverythingBackWhenInterruptedWhileWaiting() {
		this.runner.run((context) -> {
			Service service = context.getBean(Service.class);
			service.waitingAfter("a");
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> service.waitingAfter("a"))
				.withMessageContaining("shape");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(remaining(context, "two", "a")).isOne();
			assertThat(service.calls()).containsExactly("a");
		});
	}

	@Test
	void answersWithTheFallback() {
		run((service) -> {
			assertThat(service.withFallback("a")).isEqualTo("done a");
			assertThat(service.withFallback("a")).isEqualTo("busy a");
			assertThat(service.withExplainedFallback("b")).isEqualTo("done b");
			assertThat(service.withExplainedFallback("b")).isEqualTo("b refused by one");
			assertThat(service.calls()).containsExactly("a", "b");
		});
	}

	@Test
	void throwsWhatTheFallbackThrows() {
		run((service) -> {
			service.withThrowingFallback();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(service::withThrowingFallback)
				.withMessage("busy");
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

	@Test
	void decidesWhenAMethodIsCalledNotWhenItsResultIsThere() {
		run((service) -> {
			CompletionStage<String> pending = service.later();
			assertThat(pending.toCompletableFuture()).isNotDone();
			assertThat(service.later().toCompletableFuture()).isCompletedExceptionally();
		});
	}

	private void run(Consumer<Service> test) {
		this.runner.run((context) -> test.accept(context.getBean(Service.class)));
	}

	static void assertRefused(ThrowingCallable call) {
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(call);
	}

	static long remaining(ApplicationContext context, String limit, String key) {
		Decision decision = context.getBean(RateLimiterRegistry.class).get(limit).peek(key);
		return decision.remaining();
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

		@RateLimited(value = "shape", key = "'waiting'", maxWait = "1s")
		public void waiting() {
		}

		@RateLimited(value = "shape", key = "'hasty'", maxWait = "999ms")
		public void hasty() {
		}

		@RateLimited(value = "two", key = "#user")
		@RateLimited(value = "shape", key = "#user", maxWait = "1m")
		public void waitingAfter(String user) {
			this.calls.add(user);
		}

		@RateLimited(value = "one", key = "#user", fallback = "busy")
		public String withFallback(String user) {
			this.calls.add(user);
			return "done " + user;
		}

		String busy(String user) {
			return "busy " + user;
		}

		@RateLimited(value = "one", key = "#user", fallback = "explain")
		public Object withExplainedFallback(String user) {
			this.calls.add(user);
			return "done " + user;
		}

		private String explain(String user, RateLimitExceededException refusal) {
			return user + " refused by " + refusal.decision().limit();
		}

		@RateLimited(value = "one", fallback = "fail")
		public void withThrowingFallback() {
		}

		private static void fail() {
			throw new IllegalStateException("busy");
		}

		@RateLimited(value = "${names.limit}", key = "${names.key}", permits = "${names.cost}",
				condition = "${names.when}", maxWait = "${names.wait}", fallback = "${names.fallback}")
		public String placeholders(String user) {
			return "done " + user;
		}

		@RateLimited("one")
		public CompletionStage<String> later() {
			return new CompletableFuture<>();
		}

	}

	static class WebService {

		@RateLimited(value = "one", key = "ip + #suffix", condition = "principal == null and header['a'] == null")
		public void byRequest(String suffix) {
		}

	}

	static class StubScope implements CallScope {

		final List<Decision> decided = new ArrayList<>();

		@Nullable CallRoot current;

		@Override
		public Class<? extends CallRoot> rootType() {
			return CallRoot.class;
		}

		@Override
		public @Nullable CallRoot current() {
			return this.current;
		}

		@Override
		public void decided(LimitDecision decision) {
			this.decided.add(decision);
		}

		@Override
		public void refunded(List<Charge> charges) {
			this.decided.removeAll(charges.stream().map(Charge::decision).toList());
			this.decided.addAll(charges.stream().map(Charge::left).toList());
		}

	}

	record Client(String ip) implements CallRoot {

		@Override
		public boolean ipIn(String... blocks) {
			return false;
		}

		@Override
		public String getIp() {
			return this.ip;
		}

		@Override
		public @Nullable String getPrincipal() {
			return null;
		}

		@Override
		public Map<String, String> getHeader() {
			return Map.of();
		}

	}

}
